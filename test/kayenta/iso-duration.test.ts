import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isoDuration } from '../../src/kayenta/iso-duration.ts';

describe('a duration as Java writes it', () => {
  // java.time.Duration.ofMillis(ms).toString() of OpenJDK, by its documentation: PnHnMn.nS, no days, PT0S.
  for (const [ms, text] of [
    [0, 'PT0S'],
    [500, 'PT0.5S'],
    [60_000, 'PT1M'],
    [61_001, 'PT1M1.001S'],
    [3_600_000, 'PT1H'],
    [5_400_000, 'PT1H30M'],
    [3_605_000, 'PT1H5S'],
    [90_000_000, 'PT25H'],
  ] as const)
    it(`${ms} ms is ${text}`, () => assert.equal(isoDuration(ms), text));
});
