import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Hashes, hashIds } from '../../../src/comparison/request-hash.ts';
import { hashFilter } from '../../../src/store/sqlite/hash-filter.ts';
import { STREAM } from '../pair-samples.ts';

const hashesOf = (from: number, to: number) =>
  hashIds(
    STREAM,
    Array.from({ length: to - from }, (_, i) => `request ${from + i}`),
  );

describe('a filter of hashes', () => {
  it('has all that were added, and few others', () => {
    const ids = 1 << 16;
    const filter = hashFilter(ids * 16);
    const added = hashesOf(0, ids);
    filter.add(added.subarray(0, ids));
    filter.add(added.subarray(ids));
    const share = (hashes: Hashes): number => {
      return filter.filtered(hashes).length / (hashes.length / 2);
    };
    assert.equal(share(added), 1);
    // A block has k of the hashes, a Poisson variable of mean 256 / 16; each sets one of 32 bits in each of 8 words, so another one is taken
    // for known with a probability of (1 - (31/32)^k)^8. The mean of that over k is 0.00088; twice that is far outside of what 2^16 trials
    // may show (standard deviation 0.00012).
    let [expected, chance] = [0, Math.exp(-16)];
    for (let k = 0; k < 100; chance *= 16 / ++k) expected += chance * (1 - (31 / 32) ** k) ** 8;
    const wrong = share(hashesOf(ids, 2 * ids));
    assert.ok(wrong < 2 * expected && wrong > expected / 2, `${wrong}, expected ${expected}`);
  });

  it('has nothing when nothing was added', () => {
    const filter = hashFilter(512);
    const hashes = new Uint32Array([0, 1, 0xffffffff, 0xffffffff, 0x80000000, 0x80000000]);
    assert.deepEqual(filter.filtered(hashes), []);
    filter.add(hashes.subarray(2, 4));
    assert.deepEqual(filter.filtered(hashes), [1]);
  });
});
