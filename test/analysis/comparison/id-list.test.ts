import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { idList } from '../../../src/analysis/comparison/id-list.ts';
import { hashIds } from '../../../src/comparison/request-hash.ts';

const STREAM = { config: 'models', candidate: 'v2' };

describe('a list of ids', () => {
  it('has what a Set has, in its order, and says the same of what is new', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ maxLength: 3 }), fc.integer({ min: 0, max: 400 }).map(String)), { maxLength: 1_000 }),
        (texts) => {
          const [list, set] = [idList(STREAM), new Set<string>()];
          for (const text of texts) {
            assert.equal(list.has(text), set.has(text), text);
            assert.equal(list.add(text), !set.has(text), text);
            set.add(text);
          }
          assert.deepEqual(list.ids, [...set]);
          assert.deepEqual(list.hashes(), hashIds(STREAM, [...set]));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('has thousands', () => {
    const list = idList(STREAM);
    for (let i = 0; i < 50_000; i++) assert.ok(list.add(`request ${i}`));
    for (let i = 0; i < 50_000; i++) assert.ok(!list.add(`request ${i}`));
    assert.equal(list.ids.length, 50_000);
  });
});
