import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { readYaml } from '../../src/config/read-yaml.ts';
import type { AnyDocument } from '../support/config-document.ts';
import { type Program, startProgram, userFolder } from './program.ts';

const page = readFileSync('docs/compare.md', 'utf8');
const config = /```yaml\n([\s\S]*?)```/.exec(page)![1]!;
const examples = [...page.matchAll(/```sh\n([\s\S]*?)\n```\n\n```json\n([\s\S]*?)\n```/g)].map(([, command, reply]) => ({
  command: command!,
  reply: reply!,
}));

describe('the examples of docs/compare.md', () => {
  const user = userFolder([readYaml(config).documents[0]!.value as AnyDocument]);
  let program: Program;
  before(async () => {
    program = await startProgram({ folder: user.folder, nowMs: Date.parse('2026-01-31T12:00:00Z') });
  });
  after(async () => {
    await program?.stop();
    user.remove();
  });

  it('are commands, each with its reply', () => {
    assert.ok(examples.length > 4);
    assert.equal(examples.length, page.match(/```sh\n/g)!.length);
  });

  for (const { command, reply } of examples)
    it(command.split('\n', 1)[0]!, async () => {
      const { stdout } = await promisify(execFile)('sh', ['-c', command.replace('http://127.0.0.1:8080', program.api.url)]);
      assert.deepEqual(JSON.parse(stdout), JSON.parse(reply));
    });

  it('are counted as the page says: pairs once, heartbeats apart, and what is redacted is kept nowhere', async () => {
    const report = await program.api.get('/reports/divergence?config=pets&candidate=v2&from=2026-01-31T11:00:00Z&to=2026-01-31T13:00:00Z');
    assert.deepEqual([report.divergence.trials, report.divergence.events, report.heartbeats], [3, 1, { right: 1, wrong: 0 }]);
    const samples = await (await fetch(`${program.api.url}/compare/samples?config=pets&candidate=v2`)).text();
    assert.match(samples, /request-4711/);
    assert.doesNotMatch(samples, /Ada/);
  });
});
