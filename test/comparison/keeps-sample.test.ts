import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { keepsSample } from '../../src/comparison/keeps-sample.ts';

const IDS: Readonly<Record<string, (i: number) => string>> = {
  'numbers that count up': (i) => String(i),
  'numbers at the front': (i) => `${i}-request`,
  'ids that differ in two places': (i) => `r${i % 100}-of-a-long-prefix-${Math.floor(i / 100)}`,
  'random ids': (i) => createHash('sha256').update(String(i)).digest('hex'),
};

describe('the share of pairs that is kept', () => {
  for (const [name, idOf] of Object.entries(IDS))
    for (const share of [0.01, 0.1, 0.5])
      it(`is ${share} of ${name}`, () => {
        const n = 40_000;
        let kept = 0;
        for (let i = 0; i < n; i++) if (keepsSample(idOf(i), share)) kept++;
        // Within 4 standard errors of a binomial.
        assert.ok(Math.abs(kept / n - share) < 4 * Math.sqrt((share * (1 - share)) / n), `${kept / n}`);
      });

  it('is all of them at 1 and none at 0', () => {
    for (let i = 0; i < 1000; i++) assert.deepEqual([keepsSample(`${i}`, 1), keepsSample(`${i}`, 0)], [true, false]);
  });

  it('is within every larger share', () => {
    for (let i = 0; i < 5000; i++) if (keepsSample(`${i}`, 0.1)) assert.ok(keepsSample(`${i}`, 0.2));
  });
});
