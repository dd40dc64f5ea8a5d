import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { runCli } from '../../src/cli/run-cli.ts';
import { composeCli } from '../../src/compose/cli-deps.ts';
import { memoryIo } from './memory-io.ts';

describe('docs/cli.md, compare', async () => {
  const page = await readFile('docs/cli.md', 'utf8');
  const section = page.slice(page.indexOf('\n## compare\n'), page.indexOf('\n## calibrate\n'));
  const blocks = (language: string): string[] =>
    [...section.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, code]) => code!);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'serinus-compare-'));
    const [control, candidate] = blocks('json');
    await writeFile(path.join(folder, 'control.jsonl'), control!);
    await writeFile(path.join(folder, 'candidate.jsonl'), candidate!);
  });
  after(() => rm(folder, { recursive: true }));

  it('its command makes of its files what it prints', async () => {
    const [, ...args] = blocks('sh')[0]!.trim().split(' ');
    const io = memoryIo();
    const inFolder = args.map((arg) => (arg.endsWith('.jsonl') ? path.join(folder, arg) : arg));
    const status = await runCli(inFolder, io, await composeCli({}));
    assert.deepEqual([status, io.err()], [11, '']);
    assert.equal(io.out(), blocks('text')[0]);
  });
});
