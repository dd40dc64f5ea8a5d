import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { designEffect } from '../../src/stats/design-effect.ts';
import {
  jensenShannonDivergence,
  kolmogorovSmirnovDistance,
  populationStabilityIndex,
  wassersteinDistance,
} from '../../src/stats/histogram-distance.ts';
import { noDriftExpectation } from '../../src/stats/no-drift-expectation.ts';
import { correctedIndex, stabilityIndexInterval } from '../../src/stats/stability-index-interval.ts';
import { assertClose } from '../support/assert-close.ts';
import { seeded } from '../support/random.ts';

interface DriftVectors {
  readonly C: readonly (readonly number[])[];
  readonly K: readonly (readonly number[])[];
  readonly drift_test: { readonly psi: number; readonly psi0: number; readonly psi_c: number; readonly phi: number; readonly B: number };
}
const vectors = JSON.parse(readFileSync('fixtures/vectors/histogram.json', 'utf8')) as DriftVectors;
const sum = (steps: readonly (readonly number[])[]): Float64Array =>
  Float64Array.from(steps[0]!, (_, b) => steps.reduce((all, step) => all + step[b]!, 0));
const total = (counts: Float64Array): number => counts.reduce((all, count) => all + count, 0);

describe('design effect', () => {
  it('equals the reference vector', () => {
    const effect = designEffect(
      vectors.C.map((step) => Float64Array.from(step)),
      vectors.K.map((step) => Float64Array.from(step)),
    );
    assertClose(effect, vectors.drift_test.phi, 1e-9);
  });
  it('cannot say anything of one step, or of one bucket', () => {
    assert.ok(Number.isNaN(designEffect([Float64Array.of(3, 4)], [Float64Array.of(5, 6)])));
    assert.ok(Number.isNaN(designEffect([Float64Array.of(3), Float64Array.of(5)], [Float64Array.of(5), Float64Array.of(3)])));
  });
});

describe('what noise alone gives', () => {
  const control = sum(vectors.C);
  const candidate = sum(vectors.K);
  const { psi, psi0, psi_c, phi, B } = vectors.drift_test;
  const estimate = { index: psi, buckets: B, control: total(control), candidate: total(candidate), designEffect: phi };

  it('equals the reference vector', () => {
    const bounds = Float64Array.of(5, 10, 25, 50, 100, 250, 500, 1000, Infinity);
    const expected = noDriftExpectation(control, candidate, bounds, phi);
    assert.equal(expected.buckets, B);
    assertClose(expected.populationStability, psi0, 1e-9);
    assert.equal(correctedIndex(estimate), psi_c);
  });

  // The mean of each distance over 1500 pairs of 500 draws each from one law over 12 buckets. The Monte-Carlo error of a mean is about 1 %;
  // the formulas are first order in 1 / n, the index's half event takes about 5 % off it.
  it('equals the mean of drawn pairs within a tenth', () => {
    const random = seeded(4);
    const bounds = Float64Array.from({ length: 12 }, (_, i) => i + 1);
    const shares = Array.from({ length: 12 }, (_, i) => (i < 6 ? i + 1 : 12 - i) / 42);
    const draw = (): Float64Array => {
      const counts = new Float64Array(12);
      for (let i = 0; i < 500; i++) {
        let left = random.uniform();
        let b = 0;
        while (b < 11 && left >= shares[b]!) left -= shares[b++]!;
        counts[b]! += 1;
      }
      return counts;
    };
    const runs = 1500;
    const mean = { psi: 0, js: 0, w1: 0 };
    const expected = { psi: 0, js: 0, w1: 0 };
    let beyond = 0;
    for (let run = 0; run < runs; run++) {
      const [a, b] = [draw(), draw()];
      const noise = noDriftExpectation(a, b, bounds, 1);
      mean.psi += populationStabilityIndex(a, b) / runs;
      mean.js += jensenShannonDivergence(a, b) / runs;
      mean.w1 += wassersteinDistance(a, b, bounds) / runs;
      expected.psi += noise.populationStability / runs;
      expected.js += noise.jensenShannon / runs;
      expected.w1 += noise.wasserstein / runs;
      if (kolmogorovSmirnovDistance(a, b) > noise.kolmogorovSmirnov95) beyond++;
    }
    assertClose(mean.psi, expected.psi, 0.1, 'PSI');
    assertClose(mean.js, expected.js, 0.1, 'Jensen-Shannon');
    assertClose(mean.w1, expected.w1, 0.1, 'Wasserstein');
    assert.ok(beyond / runs < 0.05, `${beyond} of ${runs} beyond the Kolmogorov-Smirnov point`);
  });

  it('is unknown without events', () => {
    const { populationStability, wasserstein } = noDriftExpectation([0, 0], [1, 2], Float64Array.of(1, 2), 1);
    assert.ok(Number.isNaN(populationStability) && Number.isNaN(wasserstein));
  });
});

describe('interval of the stability index', () => {
  const estimate = { index: 0.15, buckets: 10, control: 1000, candidate: 1000, designEffect: 1 };
  it('solves its own equation: the measured index is z deviations from either end', () => {
    const z = 2.5;
    const s = 1 / 1000 + 1 / 1000;
    const { lower, upper } = stabilityIndexInterval(estimate, z);
    for (const [end, sign] of [
      [lower, 1],
      [upper, -1],
    ] as const) {
      const deviation = Math.sqrt(2 * 9 * s * s + 4 * s * end);
      assertClose(end + 9 * s + sign * z * deviation, estimate.index, 1e-12);
    }
  });
  it('narrows with events, widens with the design effect, and is never below 0 or upside down', () => {
    const width = (changes: object): number => {
      const { lower, upper } = stabilityIndexInterval({ ...estimate, ...changes }, 3);
      assert.ok(lower >= 0 && upper >= lower);
      return upper - lower;
    };
    assert.ok(width({ control: 10_000, candidate: 10_000 }) < width({}));
    assert.ok(width({ designEffect: 3 }) > width({}));
    assert.ok(width({ index: 0, buckets: 200 }) > 0);
    assert.ok(width({ index: 0, buckets: 1 }) > 0);
  });
});
