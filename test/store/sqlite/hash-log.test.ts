import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hashLog } from '../../../src/store/sqlite/hash-log.ts';

/** Few values, so that many share a word; high words of 0 as well. */
const hash = fc.tuple(fc.constantFrom(0, 1, 2, 0x80000000, 0xffffffff), fc.constantFrom(1, 2, 4097, 0x80000001, 0xffffffff));
const ALL = [0, 1, 2, 3, 0x80000000, 0xffffffff].flatMap((high) => [1, 2, 3, 4097, 0x80000001, 0xffffffff].map((low) => [high, low]));

describe('a log of hashes', () => {
  it('finds what was added since it was cleared, and nothing else', () => {
    const step = fc.oneof({ weight: 9, arbitrary: fc.array(hash, { maxLength: 9 }) }, fc.constant('clear' as const));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const log = hashLog(16);
        let added: (readonly number[])[] = [];
        for (const one of steps) {
          if (one === 'clear') log.clear();
          else log.add(new Uint32Array(one.flat()));
          added = one === 'clear' ? [] : [...added, ...one];
          assert.equal(log.size, added.length);
          assert.deepEqual([...log.all()], added.flat());
          const found = new Set(log.find(new Uint32Array(ALL.flat())));
          const known = new Set(added.map((each) => each.join(' ')));
          for (const [position, each] of ALL.entries()) assert.equal(found.has(position), known.has(each.join(' ')), each.join(' '));
        }
      }),
      { seed: 20261121, numRuns: 200 },
    );
  });
});
