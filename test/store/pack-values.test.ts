import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bytesOfValues, packBytes, unpackBytes, valuesOfBytes } from '../../src/store/pack-values.ts';
import { anyValues, bitsOf } from './arbitrary-records.ts';

const roundTrip = (values: Float64Array): Float64Array => valuesOfBytes(unpackBytes(packBytes(bytesOfValues(values))));

describe('packed values', () => {
  it('come back bit for bit', () => {
    fc.assert(
      fc.property(anyValues(200), (values) => assert.equal(bitsOf(roundTrip(values)), bitsOf(values))),
      { seed: 20260101, numRuns: 300 },
    );
  });

  it('come back from a part of a larger array', () => {
    const values = Float64Array.from({ length: 100 }, (_, i) => i / 7).subarray(13, 80);
    assert.equal(bitsOf(roundTrip(values)), bitsOf(values));
  });

  // Little endian as IEEE 754 has it: 1 is 3ff0000000000000.
  it('are written little endian', () => assert.equal(bytesOfValues(Float64Array.of(1)).toString('hex'), '000000000000f03f'));

  const hour = (value: (i: number) => number): Float64Array => Float64Array.from({ length: 64 }, (_, i) => value(i));
  const cases = [
    { name: 'a series without samples', values: hour(() => Number.NaN), tag: 1, maxBytes: 20 },
    { name: 'few distinct values with many digits', values: hour((i) => (17 + ((i * i) % 5)) / 59.9), tag: 1, maxBytes: 128 },
    { name: 'values with one exponent', values: hour((i) => 1 + ((i * 37) % 64) / 64), tag: 2, maxBytes: 120 },
  ];
  for (const { name, values, tag, maxBytes } of cases) {
    it(`${name} take at most ${maxBytes} of 512 bytes`, () => {
      const pack = packBytes(bytesOfValues(values));
      assert.equal(pack[0], tag);
      assert.ok(pack.length <= maxBytes, `${pack.length} bytes`);
    });
  }

  it('that cannot be made smaller cost one byte', () => {
    const noise = new Float64Array(
      BigUint64Array.from({ length: 8 }, (_, i) => BigInt.asUintN(64, BigInt(i + 1) * 0x9e3779b97f4a7c15n)).buffer,
    );
    assert.equal(packBytes(bytesOfValues(noise)).length, 65);
  });

  it('of an unknown way of writing are refused', () => assert.throws(() => unpackBytes(Uint8Array.of(9, 1, 2)), /begin with 9/));
  it('that are nothing at all are refused', () => assert.throws(() => unpackBytes(new Uint8Array()), RangeError));
  it('that were cut are refused', () => {
    const pack = packBytes(bytesOfValues(Float64Array.from({ length: 64 }, (_, i) => i)));
    assert.throws(() => valuesOfBytes(unpackBytes(pack.subarray(0, pack.length - 3))));
    assert.throws(() => valuesOfBytes(new Uint8Array(12)), /12 bytes/);
  });
});
