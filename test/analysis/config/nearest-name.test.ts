import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nearestName } from '../../../src/analysis/config/nearest-name.ts';

describe('nearestName', () => {
  const names = ['tolerance', 'direction', 'judge', 'slo', 'kind'];
  const cases: { written: string; nearest: string | undefined }[] = [
    { written: 'tolerence', nearest: 'tolerance' },
    { written: 'Direction', nearest: 'direction' },
    { written: 'jugde', nearest: 'judge' },
    { written: 'sloo', nearest: 'slo' },
    { written: 'sol', nearest: 'slo' },
    { written: 'ki', nearest: undefined },
    { written: 'query', nearest: undefined },
    { written: '', nearest: undefined },
  ];
  for (const { written, nearest } of cases)
    it(`${JSON.stringify(written)}: ${nearest}`, () => assert.equal(nearestName(written, names), nearest));
});
