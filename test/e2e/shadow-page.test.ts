import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { readYaml } from '../../src/config/read-yaml.ts';
import type { AnyDocument } from '../support/config-document.ts';
import { type Program, startProgram, userFolder } from './program.ts';

const page = readFileSync('docs/shadow-walkthrough.md', 'utf8');
const NOON = Date.parse('2026-01-31T12:00:00Z');
const MINUTE_MS = 60_000;
/** What the page says of how long pairs come. */
const MINUTES = 15;

const block = (language: string): string => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page)![1]!;
const commands = [...page.matchAll(/```sh\n([\s\S]*?)\n```(?:\n\n```(json|text)\n([\s\S]*?)```)?/g)].map(([, command, form, reply]) => ({
  command: command!,
  form,
  reply,
}));
const [started, ...examples] = commands;

describe('docs/shadow-walkthrough.md', () => {
  const user = userFolder([readYaml(block('yaml')).documents[0]!.value as AnyDocument]);
  let program: Program;
  let nowMs = NOON;
  before(async () => {
    writeFileSync(user.place('mirror.mjs'), block('js'));
    program = await startProgram({ folder: user.folder, nowMs });
  });
  after(async () => {
    await program?.stop();
    user.remove();
  });

  const run = async (command: string): Promise<string> => {
    // -f: a reply that is an error is one of the command.
    const here = command.replaceAll('http://127.0.0.1:8080', program.api.url).replaceAll('curl -s', 'curl -sf');
    return (await promisify(execFile)('sh', ['-c', here], { cwd: user.folder })).stdout;
  };

  it('begins with the server', () => assert.equal(started!.command, 'SERINUS_CONFIGS=. serinus serve &'));

  for (const { command, form, reply } of examples)
    it(command.split(' \\\n', 1)[0]!, async () => {
      const answer = await run(command);
      if (form === 'text') assert.equal(answer, reply);
      if (form === 'json') {
        const said: AnyDocument = JSON.parse(answer);
        const expected: AnyDocument = JSON.parse(reply!);
        if ('analysis' in expected) expected.analysis = said.analysis;
        assert.deepEqual(said, expected);
      }
      const isMirror = command.startsWith('node mirror.mjs');
      for (let minute = 1; isMirror && minute < MINUTES; minute++) {
        await program.moveTo(nowMs + minute * MINUTE_MS);
        await run(command);
      }
      // To bring pairs takes the time that the page says, to read them until the next look.
      if (isMirror || command.includes('-X PUT')) nowMs += (isMirror ? MINUTES : 1) * MINUTE_MS;
      await program.moveTo(nowMs);
    });

  it('the mark is kept', async () => {
    const { reviews } = await program.api.get('/reports/divergence?config=tickets&candidate=v2');
    assert.equal(reviews.marks['control-better'], 1);
  });
});
