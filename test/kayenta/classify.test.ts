import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Samples } from '../../src/kayenta/canary.ts';
import { classifyMetric } from '../../src/kayenta/classify.ts';
import { type MetricSettings, metricSettings } from '../../src/kayenta/metric-settings.ts';
import { NETFLIX_RULE } from '../../src/kayenta/netflix-judge.ts';
import { percentile, withoutOutliers } from '../../src/kayenta/outliers.ts';
import { transform } from '../../src/kayenta/transform.ts';

/*
 * Branches of the classifier that the published cases do not reach. What is expected follows from the rule as classify.ts states it.
 */
const settingsOf = (canary: unknown = {}): MetricSettings => metricSettings({ name: 'm', analysisConfigurations: { canary } });
const classify = (samples: Samples, canary?: unknown) => classifyMetric('m', samples, { ...settingsOf(canary), ...NETFLIX_RULE });
const times = (n: number, value: number): number[] => new Array<number>(n).fill(value);

const LOW = [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9];
const HIGH = LOW.map((value) => value + 10);
const RISEN = { experiment: HIGH, control: LOW };
const FALLEN = { experiment: LOW, control: HIGH };
const GONE = { experiment: [], control: LOW };

describe('classifyMetric', () => {
  const missing = { reason: 'Missing data for m', deviation: 1 };
  const same = { classification: 'Pass', reason: 'The Canary and Baseline data are identical', critical: false, deviation: 1 };
  const cases: { readonly name: string; readonly samples: Samples; readonly canary?: unknown; readonly expected: object }[] = [
    { name: 'no data', samples: GONE, expected: { ...missing, classification: 'Nodata', critical: false } },
    {
      name: 'no data, which must be there',
      samples: GONE,
      canary: { mustHaveData: true },
      expected: { ...missing, classification: 'NodataFailMetric', critical: false },
    },
    {
      name: 'no data of a critical metric',
      samples: GONE,
      canary: { mustHaveData: true, critical: true },
      expected: { ...missing, classification: 'Nodata', critical: true },
    },
    {
      name: 'no data, taken for zeros',
      samples: GONE,
      canary: { nanStrategy: 'replace', critical: true },
      expected: { classification: 'Pass', critical: false, deviation: 1 },
    },
    { name: 'the same values in another order', samples: { experiment: [3, 1, 2], control: [1, 2, 3] }, expected: same },
    {
      name: 'one value everywhere, unequal counts',
      samples: { experiment: [2, 2], control: [2, 2, 2] },
      expected: { classification: 'Pass', critical: false, deviation: 1 },
    },
    {
      name: 'a rise that only a fall would fail',
      samples: RISEN,
      canary: { direction: 'decrease' },
      expected: { classification: 'Pass', critical: false },
    },
    {
      name: 'a fall that only a rise would fail',
      samples: FALLEN,
      canary: { direction: 'increase' },
      expected: { classification: 'Pass', critical: false },
    },
    { name: 'a rise', samples: RISEN, expected: { classification: 'High', reason: 'm was classified as High', critical: false } },
    { name: 'a fall', samples: FALLEN, expected: { classification: 'Low', reason: 'm was classified as Low', critical: false } },
    {
      name: 'a rise of a critical metric',
      samples: RISEN,
      canary: { critical: true },
      expected: { classification: 'High', reason: 'The metric m was classified as High (Critical)', critical: true },
    },
    {
      name: 'a rise of a critical metric, less than is critical',
      samples: RISEN,
      canary: { critical: true, effectSize: { criticalIncrease: 8 } },
      expected: { classification: 'High', reason: 'm was classified as High', critical: false },
    },
    {
      name: 'a rise by less than is allowed: 11.45 / 1.45 = 7.9',
      samples: RISEN,
      canary: { effectSize: { allowedIncrease: 8 } },
      expected: { classification: 'Pass' },
    },
    {
      name: 'a fall of a critical metric, less than is critical',
      samples: FALLEN,
      canary: { critical: true, effectSize: { criticalDecrease: 0.1 } },
      expected: { classification: 'Low', critical: false },
    },
    {
      name: 'by the common language size, which is 1',
      samples: RISEN,
      canary: { effectSize: { measure: 'cles', allowedIncrease: 1 } },
      expected: { classification: 'High' },
    },
    {
      name: 'no ratio to a control of zeros, so the interval decides',
      samples: { experiment: HIGH, control: times(10, 0) },
      canary: { effectSize: { allowedIncrease: 100 } },
      expected: { classification: 'High', deviation: Number.NaN },
    },
    { name: 'two constants', samples: { experiment: times(20, 3), control: times(20, 1) }, expected: { classification: 'High' } },
  ];
  for (const { name, samples, canary, expected } of cases) {
    it(name, () => {
      const found: object = classify(samples, canary);
      assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, (found as Record<string, unknown>)[key]])), expected);
    });
  }

  it('judges two constants the same every time, near their ratio', () => {
    const asked = () => classify({ experiment: times(20, 3), control: times(20, 1) });
    assert.deepEqual(asked(), asked());
    assert.ok(Math.abs(asked().deviation - 3) < 1e-12);
  });

  it('cannot judge one value a side: they are tied at their difference', () => {
    assert.throws(() => classify({ experiment: [3], control: [1] }), RangeError);
  });

  it('comes to an end with infinities', () => {
    assert.equal(classify({ experiment: [...HIGH, Infinity], control: [...LOW, -Infinity] }).deviation, Number.NaN);
  });
});

describe('outliers', () => {
  it('has no percentile of nothing', () => assert.equal(percentile([], 50), Number.NaN));
  it('leaves what is within the first and the last percentile: of 100 values one a side at most', () => {
    const values = [-1000, ...times(97, 1), 900, 1000];
    assert.deepEqual(withoutOutliers(values, { factor: 3, reduceSensitivity: true }), [...times(97, 1), 900]);
    assert.deepEqual(withoutOutliers(values, { factor: 3, reduceSensitivity: false }), times(97, 1));
  });
  it('are removed after missing values are zeros', () => {
    const settings = settingsOf({ nanStrategy: 'replace', outliers: { strategy: 'remove', outlierFactor: 1.5 } });
    assert.deepEqual(transform([5, 5, Number.NaN, 5, 5, 5, 5], settings), [5, 5, 5, 5, 5, 5]);
  });
});

describe('metricSettings', () => {
  it('has the defaults of Kayenta', () => {
    const effectSize = { measure: 'meanRatio', allowedIncrease: 1, allowedDecrease: 1, criticalIncrease: 1, criticalDecrease: 1 };
    const expected = { direction: 'either', nanStrategy: 'remove', critical: false, mustHaveData: false, muted: false, effectSize };
    assert.deepEqual(metricSettings({ name: 'm' }), expected);
    assert.deepEqual(settingsOf({ direction: 'up', nanStrategy: 'none', outliers: { strategy: 'some' } }), expected);
    const cles = settingsOf({ effectSize: { measure: 'cles' } }).effectSize;
    assert.deepEqual([cles.allowedIncrease, cles.allowedDecrease, cles.criticalIncrease, cles.criticalDecrease], [0.5, 0.5, 0.5, 0.5]);
    assert.equal(settingsOf({ outliers: { strategy: 'remove' } }).outlierFactor, 3);
  });

  const refusals = [
    { canary: { critical: 'true' }, message: 'metric m: critical: must be true or false, not "true"' },
    { canary: { muted: 1 }, message: 'metric m: muted: must be true or false, not 1' },
    { canary: { mustHaveData: [] }, message: 'metric m: mustHaveData: must be true or false, not []' },
    {
      canary: { outliers: { strategy: 'remove', outlierFactor: 0 } },
      message: 'metric m: outliers.outlierFactor: must be greater than zero, not 0',
    },
    { canary: { effectSize: { allowedIncrease: '1.1' } }, message: 'metric m: effectSize.allowedIncrease: must be a number, not "1.1"' },
  ];
  for (const { canary, message } of refusals) it(message, () => assert.throws(() => settingsOf(canary), { code: 'BAD_INPUT', message }));
});

describe('samples that are constant at an infinity', () => {
  for (const [name, samples] of [
    ['one value a side', { experiment: [5], control: [-Infinity] }],
    ['an odd number, whose middle one gets no noise', { experiment: [5, 5, 5], control: [Infinity, Infinity, Infinity] }],
    ['on the side of the experiment', { experiment: [-Infinity], control: [5, 5] }],
    ['on both sides', { experiment: [Infinity], control: [-Infinity] }],
  ] as const)
    it(`are answered: ${name}`, () => {
      // A shift by an infinity ties everything, or lies beyond every tolerance; what matters is that neither takes for ever.
      try {
        assert.ok(['High', 'Low', 'Pass'].includes(classify(samples).classification));
      } catch (error) {
        assert.ok(error instanceof RangeError && /every observation is tied/.test(error.message), String(error));
      }
    });
});
