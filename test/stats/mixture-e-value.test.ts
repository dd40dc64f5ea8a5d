import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { logEValueAbove, logEValueBelow } from '../../src/stats/mixture-e-value.ts';
import { exposureMargin, trialsMargin } from '../../src/stats/rate-margin.ts';
import { assertClose } from '../support/assert-close.ts';

interface RatioVectors {
  readonly mixture: readonly { x: number; N: number; p0: number; log_e_greater: number; log_e_less: number }[];
  readonly abs_margin: readonly { k: number; n: number; delta: number; log_e: number }[];
  readonly 'underflow_traps_must_be_-inf': readonly { fn: 'log_e_greater' | 'log_e_less'; x: number; N: number; p0: number }[];
}
const vectors = JSON.parse(readFileSync('fixtures/vectors/ratio.json', 'utf8')) as RatioVectors;

describe('mixture e-value', () => {
  for (const { x, N, p0, log_e_greater, log_e_less } of vectors.mixture) {
    it(`equals the reference vector for ${x} of ${N} against ${p0}`, () => {
      assertClose(logEValueAbove(x, N, p0), log_e_greater, 1e-9);
      assertClose(logEValueBelow(x, N, p0), log_e_less, 1e-9);
    });
  }

  // The mass above the null is below 1e-308 here. mpmath 1.3 with 40 digits: the integral of ((p / p0)^x ((1 - p) / (1 - p0))^(N - x))
  // against the prior, after 1 - p = (1 - p0) v^(1 / b).
  const underflowing = [
    { x: 2500, trials: 5000, share: 0.75, expected: -8.211810273019749 },
    { x: 1000, trials: 5000, share: 1 - 0.524, expected: -7.906392846993667 },
    { x: 0, trials: 100000, share: 0.5, expected: -11.51293546492023 },
    { x: 50000, trials: 100000, share: 0.6, expected: -10.00583752952398 },
    { x: 0.3, trials: 1.7, share: 0.25, expected: -0.4172276190688199 },
    { x: 60000, trials: 100000, share: 0.5, expected: 2008.693412511286 },
    { x: 0, trials: 10, share: 0.999, expected: -8.518298881288789 },
  ];
  for (const { x, trials, share, expected } of underflowing) {
    it(`is right for ${x} of ${trials} against ${share}`, () => assertClose(logEValueAbove(x, trials, share), expected, 1e-9));
  }

  it('never takes an underflow for evidence', () => {
    for (const { fn, x, N, p0 } of vectors['underflow_traps_must_be_-inf']) {
      const value = (fn === 'log_e_greater' ? logEValueAbove : logEValueBelow)(x, N, p0);
      assert.ok(value < -5, `${fn} ${x} of ${N}: ${value}`);
    }
    for (const trials of [1e3, 1e5, 1e7]) {
      for (const share of [0.001, 0.3, 0.5, 0.9]) {
        for (const fraction of [0, 0.25, 0.5, 0.99]) assert.ok(logEValueAbove(fraction * share * trials, trials, share) < 0);
      }
    }
  });

  it('is a fair bet: its mean under the null is at most 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0.02, max: 0.98, noNaN: true }), (trials, share) => {
        let mean = 0;
        let chance = (1 - share) ** trials;
        for (let x = 0; x <= trials; x++) {
          mean += chance * Math.exp(logEValueAbove(x, trials, share));
          chance *= ((trials - x) / (x + 1)) * (share / (1 - share));
        }
        assert.ok(mean <= 1 + 1e-9, `${mean}`);
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  it('grows with the successes, and proves less of a higher null wherever it proves anything', () => {
    const chance = fc.double({ min: 0.05, max: 0.95, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), chance, chance, chance, (trials, fraction, a, b) => {
        const x = fraction * trials;
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        assert.ok(logEValueAbove(x, trials, low) <= logEValueAbove(Math.min(trials, x + 1), trials, low) + 1e-9);
        // Bar of the widest level in use, alpha = 0.1: what clears it for the higher null clears it for the lower one.
        if (logEValueAbove(x, trials, high) > Math.log(10)) assert.ok(logEValueAbove(x, trials, low) > Math.log(10));
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  it('needs 7, 9 and 13 events on one side only at levels .05, .01 and .001', () => {
    for (const [alpha, events] of [
      [0.05, 7],
      [0.01, 9],
      [0.001, 13],
    ] as const) {
      assert.ok(logEValueAbove(events, events, 0.5) > -Math.log(alpha));
      assert.ok(logEValueAbove(events - 1, events - 1, 0.5) < -Math.log(alpha));
    }
  });

  it('is 0 without trials', () => assert.equal(logEValueAbove(0, 0, 0.5), 0));
  for (const [x, trials, share] of [
    [1, 2, 0],
    [1, 2, 1],
    [3, 2, 0.5],
    [-1, 2, 0.5],
    [Number.NaN, 2, 0.5],
    [1, Infinity, 0.5],
  ] as const) {
    it(`refuses ${x} of ${trials} against ${share}`, () => assert.throws(() => logEValueAbove(x, trials, share), RangeError));
  }
});

describe('evidence about one rate', () => {
  for (const { k, n, delta, log_e } of vectors.abs_margin) {
    it(`rests on the reference vector for ${k} of ${n} below ${delta}`, () => {
      assertClose(logEValueBelow(k, n, delta), log_e, 1e-9);
      assert.ok(trialsMargin(k, n, delta).below >= log_e + Math.log(0.75));
    });
  }
  // Poisson limit: the best e-value for k events where M are allowed is M - k - k ln(M / k); a quarter of the mixture costs about ln 4 + ln M.
  for (const { k, n } of [
    { k: 2, n: 14_000 },
    { k: 6, n: 24_000 },
    { k: 20, n: 50_000 },
  ]) {
    it(`tells ${k} events of ${n} trials from one in 1000`, () => assert.ok(trialsMargin(k, n, 0.001).below > Math.log(20)));
  }
  it('is a fair bet on the margin: its mean is at most 1', () => {
    const [trials, margin] = [400, 0.01];
    let mean = 0;
    let chance = (1 - margin) ** trials;
    for (let k = 0; k <= trials; k++) {
      mean += chance * Math.exp(trialsMargin(k, trials, margin).below);
      chance *= ((trials - k) / (k + 1)) * (margin / (1 - margin));
    }
    assert.ok(mean > 0.5 && mean <= 1 + 1e-9, `${mean}`);
  });
  it('does not depend on the unit of the exposure', () => {
    for (const unit of [1e-3, 1, 3600])
      assertClose(exposureMargin(2, 100 * unit, 0.1 / unit).below, exposureMargin(2, 100, 0.1).below, 1e-9);
  });
  it('takes more events than the margin allows as evidence above it, whatever their number', () => {
    assert.ok(exposureMargin(500, 10, 1).above > 100);
    assert.ok(exposureMargin(500, 10, 1).below < 0);
  });
  it('is stronger the longer nothing happens', () => {
    assert.ok(exposureMargin(0, 33, 0.1).below > Math.log(20));
    assert.ok(exposureMargin(0, 29, 0.1).below < Math.log(20));
  });
});
