import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  commonLanguageEffect,
  jensenShannonDivergence,
  kolmogorovSmirnovDistance,
  populationStabilityIndex,
  wassersteinDistance,
} from '../../src/stats/histogram-distance.ts';
import { histogramQuantile } from '../../src/stats/histogram-quantile.ts';
import { assertClose } from '../support/assert-close.ts';

interface HistogramVectors {
  readonly C: readonly (readonly number[])[];
  readonly K: readonly (readonly number[])[];
  readonly pooled: Readonly<Record<'cles' | 'psi_eps0_5' | 'js_nats' | 'ks' | 'w1_last_edge_2000', number>>;
  readonly per_step_cles: readonly number[];
}
const vectors = JSON.parse(readFileSync('fixtures/vectors/histogram.json', 'utf8')) as HistogramVectors;
const sum = (steps: readonly (readonly number[])[]): number[] => steps[0]!.map((_, b) => steps.reduce((all, step) => all + step[b]!, 0));
const control = sum(vectors.C);
const candidate = sum(vectors.K);

describe('distances of histograms', () => {
  const { pooled } = vectors;
  it('equal the reference vectors', () => {
    assertClose(commonLanguageEffect(control, candidate), pooled.cles, 1e-12);
    assertClose(populationStabilityIndex(control, candidate), pooled.psi_eps0_5, 1e-12);
    assertClose(jensenShannonDivergence(control, candidate), pooled.js_nats, 1e-11);
    assertClose(kolmogorovSmirnovDistance(control, candidate), pooled.ks, 1e-12);
    const bounds = Float64Array.of(5, 10, 25, 50, 100, 250, 500, 1000, 2000);
    assertClose(wassersteinDistance(control, candidate, bounds), pooled.w1_last_edge_2000, 1e-12);
  });
  it('equal the reference vectors step by step', () => {
    for (const [t, step] of vectors.C.entries()) {
      assertClose(commonLanguageEffect(step, vectors.K[t]!), vectors.per_step_cles[t]!, 1e-12);
    }
  });

  // scipy 1.17.1 with c = [12, 30, 45, 10, 3], k = [5, 20, 50, 40, 15], b = [1, 2, 5, 10, 20], p and q the shares of c + .5 and k + .5:
  // entropy(q, p) + entropy(p, q); jensenshannon(c, k) ** 2; wasserstein_distance(b, b, c, k); and on np.repeat(b, c), np.repeat(b, k):
  // ks_2samp(...).statistic; mannwhitneyu(xk, xc).statistic / (100 * 130).
  const c = [12, 30, 45, 10, 3];
  const k = [5, 20, 50, 40, 15];
  const bounds = Float64Array.of(1, 2, 5, 10, 20);
  const scipy = [
    { name: 'PSI', value: populationStabilityIndex(c, k), expected: 0.5138473008789649 },
    { name: 'Jensen-Shannon', value: jensenShannonDivergence(c, k), expected: 0.0653846090553967 },
    { name: 'Wasserstein-1', value: wassersteinDistance(c, k, bounds), expected: 3.083846153846154 },
    { name: 'Kolmogorov-Smirnov', value: kolmogorovSmirnovDistance(c, k), expected: 0.29307692307692307 },
    { name: 'common language effect', value: commonLanguageEffect(c, k), expected: 0.6886538461538462 },
  ];
  for (const { name, value, expected } of scipy) it(`${name} equals SciPy`, () => assertClose(value, expected, 1e-12));

  const histogram = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 6, maxLength: 6 }).filter((counts) => counts.some((n) => n > 0));
  it('are symmetric, 0 for equal sides, and blind to the number of events where they speak of shares', () => {
    const edges = Float64Array.of(1, 2, 3, 5, 8, Infinity);
    fc.assert(
      fc.property(histogram, histogram, (a, b) => {
        assertClose(populationStabilityIndex(a, b), populationStabilityIndex(b, a), 1e-9);
        assertClose(jensenShannonDivergence(a, b), jensenShannonDivergence(b, a), 1e-9);
        assertClose(wassersteinDistance(a, b, edges), wassersteinDistance(b, a, edges), 1e-9);
        assertClose(commonLanguageEffect(a, b) + commonLanguageEffect(b, a), 1, 1e-12);
        const tripled = b.map((n) => 3 * n);
        assertClose(jensenShannonDivergence(a, tripled), jensenShannonDivergence(a, b), 1e-9);
        assertClose(kolmogorovSmirnovDistance(a, tripled), kolmogorovSmirnovDistance(a, b), 1e-9);
        assert.equal(populationStabilityIndex(a, a), 0);
        assert.ok(kolmogorovSmirnovDistance(b, tripled) < 1e-12);
        assert.ok(jensenShannonDivergence(a, b) <= Math.LN2 + 1e-12 && populationStabilityIndex(a, b) >= 0);
      }),
      { seed: 11 },
    );
  });

  it('say nothing without events, and do not read half an event as equality', () => {
    const empty = [0, 0];
    for (const distance of [populationStabilityIndex, jensenShannonDivergence, kolmogorovSmirnovDistance, commonLanguageEffect]) {
      assert.ok(Number.isNaN(distance(empty, [3, 4])), distance.name);
    }
    assert.ok(Number.isNaN(wassersteinDistance(empty, [3, 4], Float64Array.of(1, Infinity))));
  });

  it('reach their ends for sides that share no bucket', () => {
    assertClose(jensenShannonDivergence([5, 0], [0, 9]), Math.LN2, 1e-12);
    assert.equal(kolmogorovSmirnovDistance([5, 0], [0, 9]), 1);
    assert.equal(commonLanguageEffect([5, 0], [0, 9]), 1);
    assert.ok(Number.isFinite(populationStabilityIndex([5, 0], [0, 9])));
  });
});

describe('histogramQuantile', () => {
  const bounds = Float64Array.of(5, 10, 25, 50, 100, 250, 500, 1000, Infinity);
  // Reference vectors for the finite part; the rest are Prometheus's rules for histogram_quantile (docs, query functions).
  const cases: { name: string; bounds: Float64Array; counts: readonly number[]; q: number; value: number; open: boolean }[] = [
    { name: 'p50 of the control', bounds, counts: control, q: 0.5, value: 55.18348623853211, open: false },
    { name: 'p50 of the candidate', bounds, counts: candidate, q: 0.5, value: 57.68888888888889, open: false },
    { name: 'p99 of the control lies in the open bucket', bounds, counts: control, q: 0.99, value: 1000, open: true },
    { name: 'p99 of the candidate', bounds, counts: candidate, q: 0.99, value: 985.3333333333346, open: false },
    { name: 'the first bucket starts at 0', bounds: Float64Array.of(4, Infinity), counts: [8, 0], q: 0.25, value: 1, open: false },
    {
      name: 'a first bound of 0 or less stands for its bucket',
      bounds: Float64Array.of(-1, 1, Infinity),
      counts: [8, 2, 0],
      q: 0.5,
      value: -1,
      open: false,
    },
    { name: 'only an open bucket', bounds: Float64Array.of(Infinity), counts: [8], q: 0.5, value: Number.NaN, open: true },
    { name: 'no events', bounds, counts: bounds.map(() => 0) as unknown as number[], q: 0.5, value: Number.NaN, open: false },
  ];
  for (const { name, bounds, counts, q, value, open } of cases) {
    it(name, () => {
      const quantile = histogramQuantile(bounds, counts, q);
      assert.equal(quantile.open, open);
      if (Number.isNaN(value)) assert.ok(Number.isNaN(quantile.value));
      else assertClose(quantile.value, value, 1e-12);
    });
  }
});
