import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { putTogether, type RecordDescription, takeApart } from '../../src/store/record-parts.ts';
import { anyRecords, bitsOf } from './arbitrary-records.ts';
import { gaugeRecord } from './samples.ts';

const gauge = gaugeRecord('latency', Float64Array.of(1, 2), Float64Array.of(3));

describe('the parts of records', () => {
  it('make the same records again, with the descriptions as JSON', () => {
    fc.assert(
      fc.property(anyRecords, (records) => {
        const { descriptions, arrays } = takeApart(records);
        const kept = JSON.parse(JSON.stringify(descriptions)) as RecordDescription[];
        assert.deepEqual(bitsOf(putTogether({ descriptions: kept, arrays })), bitsOf(records));
      }),
      { seed: 20260102, numRuns: 200 },
    );
  });

  it('do not speak of the values in the description', () => {
    const longer = gaugeRecord('latency', Float64Array.of(7, 8, 9), Float64Array.of(3, 4));
    assert.deepEqual(takeApart([gauge]).descriptions, takeApart([longer]).descriptions);
  });

  it('are refused with an array too few or too many', () => {
    const { descriptions, arrays } = takeApart([gauge]);
    assert.throws(() => putTogether({ descriptions, arrays: arrays.slice(1) }), RangeError);
    assert.throws(() => putTogether({ descriptions, arrays: [...arrays, Float64Array.of(1)] }), RangeError);
  });
});
