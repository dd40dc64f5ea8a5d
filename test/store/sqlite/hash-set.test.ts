import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hashSet } from '../../../src/store/sqlite/hash-set.ts';

/** Few values, so that many meet in one place; high words of 0 as well. */
const hash = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom(1, 2, 4097, 8193, 0x80000001, 0xffffffff));

describe('a set of hashes', () => {
  it('has what was added, each once, whatever comes in whatever order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 9, arbitrary: fc.array(hash, { maxLength: 9 }) }, fc.constant('clear')), { maxLength: 20 }),
        (steps) => {
          const set = hashSet();
          const model = new Set<string>();
          for (const step of steps) {
            if (step === 'clear') set.clear();
            else set.add(new Uint32Array((step as readonly (readonly number[])[]).flat()));
            if (step === 'clear') model.clear();
            else for (const one of step as readonly (readonly number[])[]) model.add(one.join(' '));
            assert.equal(set.size, model.size);
            for (const high of [0, 1, 2, 3])
              for (const low of [1, 2, 3, 4097, 8193, 0x80000001, 0xffffffff])
                assert.equal(set.has(high, low), model.has(`${high} ${low}`));
            const all = set.all();
            assert.deepEqual(new Set(Array.from({ length: all.length / 2 }, (_, i) => `${all[2 * i]} ${all[2 * i + 1]}`)), model);
          }
        },
      ),
      { seed: 20261121, numRuns: 200 },
    );
  });

  it('grows', () => {
    const set = hashSet();
    const hashes = Uint32Array.from({ length: 200_000 }, (_, i) => (i % 2 === 0 ? i * 77 : i));
    for (let i = 0; i < hashes.length; i += 5_000) set.add(hashes.slice(i, i + 5_000));
    assert.equal(set.size, 100_000);
    for (let i = 0; i < hashes.length; i += 2) assert.ok(set.has(hashes[i]!, hashes[i + 1]!) && !set.has(hashes[i]! + 1, hashes[i + 1]!));
  });
});
