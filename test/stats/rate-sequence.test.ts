import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { rateDispersion } from '../../src/stats/rate-dispersion.ts';
import { trialsMargin } from '../../src/stats/rate-margin.ts';
import { rateSequence } from '../../src/stats/rate-sequence.ts';
import { seeded } from '../support/random.ts';

describe('where a chance may lie, at every look', () => {
  it('ends where the evidence against an objective is enough', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.nat(20_000), fc.constantFrom(0.01, 0.05), (events, more, alpha) => {
        const trials = events + more;
        fc.pre(trials > 0);
        const { lower, upper } = rateSequence(events, trials, alpha);
        assert.ok(0 <= lower && lower <= events / trials && events / trials <= upper && upper <= 1);
        const needed = -Math.log(alpha);
        if (lower > 0) assert.ok(Math.abs(trialsMargin(events, trials, lower).above - needed) < 1e-3);
        if (upper < 1) assert.ok(Math.abs(trialsMargin(events, trials, upper).below - needed) < 1e-3);
      }),
    );
  });

  it('is everything without trials, and near the share after a hundred million', () => {
    assert.deepEqual(rateSequence(0, 0, 0.05), { alpha: 0.05, lower: 0, upper: 1 });
    const { lower, upper } = rateSequence(1e6, 1e8, 0.05);
    assert.ok(lower > 0.00995 && upper < 0.01005);
  });

  it('leaves the true chance out at an end at no more than alpha of all looks together', () => {
    // 400 runs of 60 looks each, 200 trials a look, chance 2 %; 5 % of 400 is 20, and 31 is its 99.5 % point (binomial).
    let tooHigh = 0;
    let tooLow = 0;
    for (let run = 0; run < 400; run++) {
      const random = seeded(run);
      let events = 0;
      let [high, low] = [false, false];
      for (let look = 1; look <= 60; look++) {
        for (let i = 0; i < 200; i++) if (random.uniform() < 0.02) events++;
        const { above, below } = trialsMargin(events, 200 * look, 0.02);
        high ||= above > -Math.log(0.05);
        low ||= below > -Math.log(0.05);
      }
      if (high) tooHigh++;
      if (low) tooLow++;
    }
    assert.ok(tooHigh <= 31 && tooLow <= 31, `${tooHigh} and ${tooLow} of 400`);
  });

  for (const [events, trials, alpha] of [
    [3, 2, 0.05],
    [-1, 2, 0.05],
    [1, Infinity, 0.05],
    [1, 2, 0.5],
  ] as const)
    it(`refuses ${events} of ${trials} at ${alpha}`, () => assert.throws(() => rateSequence(events, trials, alpha), RangeError));
});

describe('how many trials are worth one', () => {
  const drawn = (seed: number, rateOf: (step: number) => number): number[] => {
    const random = seeded(seed);
    return Array.from({ length: 200 }, (_, step) => random.poisson(1000 * rateOf(step)));
  };
  const trials = new Array<number>(200).fill(1000);

  it('is near one where the rate stays', () => {
    const mean =
      Array.from({ length: 30 }, (_, seed) =>
        rateDispersion(
          drawn(seed, () => 0.05),
          trials,
        ),
      ).reduce((a, b) => a + b, 0) / 30;
    assert.ok(mean >= 1 && mean < 1.25, `${mean}`);
  });

  it('is many where it wanders', () => {
    // A rate that swings by half over 100 steps: variance 50 + (25 / sqrt 2)^2 = 362 about a mean of 50, and neighbours agree.
    assert.ok(
      rateDispersion(
        drawn(1, (step) => 0.05 * (1 + 0.5 * Math.sin(step / 16))),
        trials,
      ) >
        362 / 50,
    );
  });

  it('is one with few steps, without events, and passes over empty steps', () => {
    assert.equal(rateDispersion([0, 9, 0], [10, 10, 10]), 1);
    assert.equal(rateDispersion(new Array(200).fill(0), trials), 1);
    const events = drawn(3, () => 0.05);
    assert.equal(rateDispersion([...events, 0, 0], [...trials, 0, 0]), rateDispersion(events, trials));
  });
});
