import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { readYaml } from '../../src/config/read-yaml.ts';
import { comparedDocument } from '../support/compared-config.ts';
import { type Program, startProgram, userFolder } from './program.ts';

const page = readFileSync('docs/reports.md', 'utf8');
const NOON = Date.parse('2026-01-31T12:30:00Z');
/** Each command with the reply that follows it at once, if any. */
const examples = [...page.matchAll(/```sh\n([\s\S]*?)\n```(?:\n\n```json\n([\s\S]*?)\n```)?/g)].map(([, command, reply]) => ({
  command: command!,
  reply,
}));

/** What came before the page begins: two of four pairs differ. */
const pairs = [
  { id: 'r-1', control: { class: 'cat', confidence: 0.97 }, candidate: { class: 'cat', confidence: 0.95 }, length: 41, locale: 'de' },
  { id: 'r-2', control: { class: 'cat', confidence: 0.91 }, candidate: { class: 'dog', confidence: 0.55 }, length: 312, locale: 'en' },
  { id: 'r-3', control: { class: 'dog', confidence: 0.99 }, candidate: { class: 'dog', confidence: 0.98 }, length: 77, locale: 'en' },
  { id: 'r-4', control: { class: 'cat', confidence: 0.88 }, candidate: { class: 'fox', confidence: 0.61 }, length: 298, locale: 'de' },
];

describe('the examples of docs/reports.md', () => {
  const [schedule] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => readYaml(text!).documents[0]!.value);
  const { comparison } = (schedule as { readonly spec: { readonly comparison: object } }).spec;
  const user = userFolder([comparedDocument('pets', comparison)]);
  let program: Program;
  before(async () => {
    program = await startProgram({ folder: user.folder, nowMs: NOON });
    for (const [i, { id, control, candidate, ...features }] of pairs.entries()) {
      await program.moveTo(NOON + i * 1000);
      const body = JSON.stringify({ id, control, candidate, features: { locale: features.locale, length: features.length } });
      const headers = { 'content-type': 'application/json' };
      const { status } = await program.api.ask('/compare?config=pets&candidate=v2', { method: 'POST', headers, body });
      assert.equal(status, 200);
    }
  });
  after(async () => {
    await program?.stop();
    user.remove();
  });

  const run = async (command: string): Promise<string> => {
    const here = command.replace('http://127.0.0.1:8080', program.api.url);
    return (await promisify(execFile)('sh', ['-c', here.replace('curl -s', 'curl -sf')])).stdout;
  };

  for (const { command, reply } of examples)
    it(command.split(' \\\n', 1)[0]!, async () => {
      // What is kept was made at a slot of the schedule: the Monday after the pairs came.
      if (command.includes('/reports?')) await program.moveTo(Date.parse('2026-02-02T06:01:00Z'));
      const answer = await run(command);
      if (reply === undefined) assert.match(answer, /^# pets: candidate v2\n/);
      else if (command.includes('/samples?')) assert.equal(answer, `${reply}\n`);
      else assert.deepEqual(JSON.parse(answer), JSON.parse(reply));
    });

  it('are all that the page has', () => {
    assert.equal(examples.length, [...page.matchAll(/```sh/g)].length);
    assert.equal(examples.filter(({ reply }) => reply !== undefined).length, [...page.matchAll(/```json/g)].length);
  });

  it('the marks are those of the table', async () => {
    const listed = [...page.slice(page.indexOf('## Marks')).matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, mark]) => mark);
    assert.deepEqual(listed, ['candidate-better', 'control-better', 'both-fine', 'noise']);
  });
});
