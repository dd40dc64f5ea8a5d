import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { InjectOptions } from 'fastify';
import { loadSettings } from '../../src/config/settings.ts';
import { startApp } from './app-under-test.ts';

/** What a curl command of the page sends: an address, -X, -u and -H, no other option. */
function requestOf(command: string): InjectOptions {
  const words = [...command.replaceAll('\\\n', ' ').matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  const headers: Record<string, string> = {};
  let method = 'GET';
  let url = '';
  for (let i = 1; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '-H') {
      const [name = '', value = ''] = (words[++i] ?? '').split(': ');
      headers[name] = value;
    } else if (word === '-u') headers.authorization = `Basic ${Buffer.from(words[++i] ?? '').toString('base64')}`;
    else if (word === '-X') method = words[++i] ?? '';
    else if (word.startsWith('http://')) url = word.replace(/^http:\/\/[^/]+/, '');
    else assert.equal(word, '-s', command);
  }
  return { method: method as 'GET', url, headers };
}

describe('docs/security.md', async () => {
  const page = await readFile('docs/security.md', 'utf8');
  const examples = [...page.matchAll(/```sh\n([\s\S]*?)\n```\n+```json\n([\s\S]*?)\n```/g)];

  it('has examples, each command with its reply', () => {
    assert.ok(examples.length >= 4);
    assert.equal(examples.length, [...page.matchAll(/```sh/g)].length);
  });

  for (const [, command = '', expected = ''] of examples)
    it(command.split('\\\n', 1)[0] ?? '', async (t) => {
      const folder = await mkdtemp(path.join(tmpdir(), 'serinus-security-'));
      t.after(() => rm(folder, { recursive: true }));
      const settings = path.join(folder, 'settings.yaml');
      await writeFile(settings, /```yaml\n([\s\S]*?)\n```/.exec(page)?.[1] ?? assert.fail('no settings'));
      const { auth, http } = await loadSettings({}, { settings });
      assert.ok(auth !== undefined);
      const { app } = startApp(t, { auth: { rules: auth, now: Date.now }, ...http });
      assert.deepEqual((await app.inject(requestOf(command))).json(), JSON.parse(expected));
    });
});
