import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import { runCli } from '../../src/cli/run-cli.ts';
import { composeCli } from '../../src/compose/cli-deps.ts';
import { TARGETS } from '../../src/manifests/manifest.ts';
import { memoryIo } from './memory-io.ts';

const page = readFileSync('docs/manifests.md', 'utf8');

async function printed(command: string): Promise<string> {
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!);
  assert.equal(words.shift(), 'serinus');
  const io = memoryIo();
  assert.equal(await runCli(words, io, await composeCli({})), 0, io.err());
  return io.out();
}

describe('docs/manifests.md', () => {
  const examples = [...page.matchAll(/```sh\n(.*)\n```\n(?:\n```yaml\n([\s\S]*?)```)?/g)];

  for (const [, command = '', expected] of examples)
    it(command, async () => {
      const text = await printed(command);
      if (expected !== undefined) assert.equal(text, expected);
    });

  it('shows what is written, and the value that Argo fills in', async () => {
    assert.ok(examples.filter(([, , expected]) => expected !== undefined).length >= 2);
    const [, command] = examples.find(([, one]) => one!.includes('{{args.control}}'))!;
    assert.match(await printed(command!), /control:\n +workload: reviews-\{\{args\.control\}\}\n/);
  });

  it('names every system and every option', async () => {
    const help = await printed('serinus manifests --help');
    const options = [...help.matchAll(/^ {2}(?:-h, )?(--[a-z]+)/gm)].map(([, name]) => name!).filter((name) => name !== '--help');
    assert.ok(options.length > 10);
    assert.deepEqual(
      options.filter((name) => !page.includes(`\`${name}`) && !page.includes(` ${name} `)),
      [],
    );
    for (const target of TARGETS) assert.match(page, new RegExp(`^\\| \`${target}\` `, 'm'));
  });
});
