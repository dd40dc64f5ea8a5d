import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { assertClose } from './assert-close.ts';
import { type ClassifierRule, classify, shiftInterval, wilcoxonStatistic } from './mann-whitney-classifier.ts';
import { seeded } from './random.ts';

/*
 * The stand-in for the incumbent against the incumbent's own published test cases (fixtures/kayenta/cases.json): a comparison with
 * a rule that is not theirs would prove nothing.
 */
interface PublishedCase {
  readonly suite: string;
  readonly name: string;
  readonly classifier?: string;
  readonly x: number[];
  readonly y: number[];
  readonly experiment: (number | 'NaN')[];
  readonly control: (number | 'NaN')[];
  readonly confidenceLevel: number;
  readonly tolerance: number;
  readonly params: {
    tolerance: number;
    confLevel: number;
    effectSizeThresholds: [number, number];
    effectSizeMeasure: ClassifierRule['effect'];
  };
  readonly call: Pick<ClassifierRule, 'direction' | 'nanStrategy'>;
  readonly expected: unknown;
}

const published = JSON.parse(readFileSync('fixtures/kayenta/cases.json', 'utf8')) as PublishedCase[];
const ascending = (values: readonly (number | 'NaN')[]): Float64Array => Float64Array.from(values, Number).sort();
const within = (actual: number, expected: number, tolerance: number): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} against ${expected}`);

describe('the stand-in for the incumbent', () => {
  const statistics = published.filter(({ suite, x }) => suite === 'MannWhitneySuite' && x !== undefined);
  for (const { name, x, y, tolerance, expected } of statistics) {
    it(name, () => {
      for (const { mu, value } of expected as { mu: number; value: number }[])
        within(wilcoxonStatistic({ experiment: ascending(x), control: ascending(y) }, mu), value, tolerance);
    });
  }

  const intervals = published.filter(({ suite, confidenceLevel }) => suite === 'MannWhitneySuite' && confidenceLevel !== undefined);
  for (const { name, experiment, control, confidenceLevel, expected } of intervals) {
    it(name, () => {
      const { ciLow, ciHigh, estimate, ciTolerance, estimateTolerance } = expected as Record<string, number>;
      const found = shiftInterval({ experiment: ascending(experiment), control: ascending(control) }, confidenceLevel);
      within(found.lower, ciLow!, ciTolerance!);
      within(found.upper, ciHigh!, ciTolerance!);
      within(found.estimate, estimate!, estimateTolerance!);
    });
  }

  const classified = published.filter(({ suite, classifier }) => suite === 'ClassifierSuite' && classifier === 'MannWhitneyClassifier');
  for (const { name, experiment, control, params, call, expected } of classified) {
    it(name, () => {
      const [allowedDecrease, allowedIncrease] = params.effectSizeThresholds;
      const rule = {
        ...call,
        allowedDecrease,
        allowedIncrease,
        tolerance: params.tolerance,
        confidence: params.confLevel,
        effect: params.effectSizeMeasure,
      };
      const samples = { experiment: experiment.map(Number), control: control.map(Number) };
      assert.equal(classify(samples, rule, seeded(1)), (expected as { classification: string }).classification);
    });
  }

  it('was asked all of it', () => assert.deepEqual([statistics.length, intervals.length, classified.length], [1, 3, 24]));

  it('has the interval that spinnaker/spinnaker#6278 reports, to 12 digits', () => {
    const experiment = ascending([100, 100, 100, 100, 100, 100, 100, 1, 1, 1]);
    const { lower, upper, estimate } = shiftInterval({ experiment, control: new Float64Array(10).fill(1) }, 0.98);
    assertClose(lower, 6.825022991538781e-5, 1e-12);
    assertClose(upper, 99, 1e-12);
    assertClose(estimate, 98.99992904170193, 1e-12);
  });
});
