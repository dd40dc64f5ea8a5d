import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';

const MODULE = new URL('../../src/compose/small-heap.ts', import.meta.url).href;

/** Keeps the most recent of many small objects, so that much survives each collection, and says how large the young generation became. */
const PROGRAM = `
  const { getHeapSpaceStatistics } = await import('node:v8');
  if (process.argv.at(-1) === 'bounded') (await import(${JSON.stringify(MODULE)})).keepHeapSmall();
  const kept = [];
  let most = 0;
  for (let round = 0; round < 4_000; round++) {
    for (let i = 0; i < 2_000; i++) kept[(round * 2_000 + i) % 400_000] = { round, i, text: [i, round] };
    await new Promise(setImmediate);
    most = Math.max(most, getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size);
  }
  process.stdout.write(String(most / 2 ** 20));
`;

async function youngMegabytes(how: string): Promise<number> {
  const args = ['--max-semi-space-size=64', '--input-type=module', '--eval', PROGRAM, how];
  return Number((await promisify(execFile)(process.execPath, args)).stdout);
}

describe('the young generation', () => {
  it('stays smaller than V8 by itself would make it', async () => {
    const [bounded, free] = await Promise.all([youngMegabytes('bounded'), youngMegabytes('free')]);
    // 16 MB, and a doubling or two more where the collections follow one another faster than they are told of; by itself at least 64.
    assert.ok(bounded < 64 && bounded < free, `${bounded} MB, by itself ${free} MB`);
  });
});

describe('what starting left behind', () => {
  it('is collected at once', async () => {
    const program = `
      const { keepHeapSmall } = await import(${JSON.stringify(MODULE)});
      let left = Array.from({ length: 200_000 }, (_, i) => ({ i }));
      const before = process.memoryUsage().heapUsed;
      left = undefined;
      keepHeapSmall();
      process.stdout.write(String((before - process.memoryUsage().heapUsed) / 2 ** 20));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
    // 200,000 objects of at least 12 bytes each, with pointers to them of 4 or 8.
    assert.ok(Number(stdout) > 3, `${stdout} MB`);
  });
});
