import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import type { InjectOptions } from 'fastify';
import { startApp } from './app-under-test.ts';

const page = readFileSync('docs/api.md', 'utf8');

/** What a curl command of the page sends: an address, -H headers and -d data, no other option. */
function requestOf(command: string): InjectOptions {
  const words = [...command.replaceAll('\\\n', ' ').matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  const headers: Record<string, string> = {};
  let url = '';
  let payload: string | undefined;
  for (let i = 1; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '-H') {
      const [name = '', value = ''] = (words[++i] ?? '').split(': ');
      headers[name] = value;
    } else if (word === '-d') payload = words[++i] ?? '';
    else if (word.startsWith('http://')) url = word.replace(/^http:\/\/[^/]+/, '');
    else assert.equal(word, '-s', command);
  }
  return { method: payload === undefined ? 'GET' : 'POST', url, headers, ...(payload === undefined ? {} : { payload }) };
}

describe('docs/api.md', () => {
  const { app } = startApp({ after });
  const examples = [...page.matchAll(/```sh\n([\s\S]*?)\n```\n+```json\n([\s\S]*?)\n```/g)];

  it('has examples, each command with its reply', () => {
    assert.ok(examples.length > 0);
    assert.equal(examples.length, [...page.matchAll(/```sh/g)].length);
  });

  // In the order of the page: the later ones ask for what the earlier ones made.
  for (const [, command = '', expected = ''] of examples) {
    it(command.split('\n', 1)[0] ?? '', async () => {
      assert.deepEqual((await app.inject(requestOf(command))).json(), JSON.parse(expected));
    });
  }

  it('lists every route and no other', async () => {
    const listed = [...page.matchAll(/^\| `([A-Z]+) (\/[^`]*)`/gm)].map(
      ([, method, path]) => `${method} ${path?.replace(/:(\w+)/g, '{$1}')}`,
    );
    const { paths } = (await app.inject('/docs/json')).json();
    const served = Object.entries<object>(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    assert.deepEqual(listed.sort(), served.sort());
  });

  it('lists every problem code that the sources name', () => {
    const listed = new Set([...page.matchAll(/^\| (\d{3}) \| `([A-Z_]+)/gm)].map(([, status, code]) => `${status} ${code}`));
    const sources = ['problem.ts', 'client-error.ts', 'unknown-routes.ts', 'auth/auth-errors.ts', 'auth/jwt.ts', '../errors.ts'].map(
      (file) => readFileSync(`src/http/${file}`, 'utf8'),
    );
    const named = new Set(sources.join('\n').match(/(?<=')(?:[A-Z]+_)+[A-Z]+(?=')/g));
    for (const framework of ['HPE_HEADER_OVERFLOW', 'ERR_HTTP_REQUEST_TIMEOUT']) named.delete(framework);
    // The service answers a look that its source or its data spoilt: these two never reach a client.
    for (const handled of ['SOURCE_FAILED', 'METRIC_DATA']) named.delete(handled);
    const codes = new Set([...listed].map((entry) => entry.slice(4)));
    for (const code of named) assert.ok(codes.has(code), code);
  });
});
