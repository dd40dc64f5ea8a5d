import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bytesOf, CHUNK_STEPS, type PackedValues, packValues, unpackValues } from '../../../src/sources/remember/packed-values.ts';
import { anyValues } from '../../store/arbitrary-records.ts';
import { packing } from './remembering.ts';

const unpacked = (packed: PackedValues, length: number): Float64Array => {
  const values = new Float64Array(length).fill(Number.NaN);
  unpackValues(packed, values, packing);
  return values;
};

describe('packed values', () => {
  it('come back as they were, as far as is asked, also when they were packed as they grew', () => {
    const growth = fc.tuple(anyValues(3 * CHUNK_STEPS), fc.array(fc.nat(2 * CHUNK_STEPS), { maxLength: 5 }), fc.nat(300), fc.nat(800));
    fc.assert(
      fc.property(growth, ([values, lengths, openSteps, asked]) => {
        let before: PackedValues | undefined;
        for (const length of [...lengths, values.length].sort((a, b) => a - b)) {
          before = packValues(values.subarray(0, length), { packing, openSteps, before });
        }
        const expected = new Float64Array(asked).fill(Number.NaN);
        expected.set(values.subarray(0, asked));
        assert.deepEqual([...unpacked(before!, asked)], [...expected]); // tells -0 from 0, and no NaN from another
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it('leave the last steps open, which later ones may still change', () => {
    const values = new Float64Array(2 * CHUNK_STEPS).fill(1);
    assert.equal(packValues(values, { packing, openSteps: 0 }).chunks.length, 2);
    assert.equal(packValues(values, { packing, openSteps: 1 }).chunks.length, 1);
    assert.equal(packValues(values, { packing, openSteps: 3 * CHUNK_STEPS }).chunks.length, 0);
  });

  it('of counts take a fraction of what they took', () => {
    const values = Float64Array.from({ length: 8 * CHUNK_STEPS }, (_, t) => (t * 7) % 13);
    assert.ok(bytesOf(packValues(values, { packing, openSteps: 0 })) < values.byteLength / 4);
  });
});
