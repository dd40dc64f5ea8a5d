import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { type ClassifierRule, classifyMetric } from '../../src/kayenta/classify.ts';
import { commonLanguageSize, ratioOfMeans } from '../../src/kayenta/effect-size.ts';
import { percentile, withoutOutliers } from '../../src/kayenta/outliers.ts';
import { type ScoredResult, summaryScore } from '../../src/kayenta/score.ts';
import { shiftInterval, wilcoxonStatistic } from '../../src/kayenta/shift-interval.ts';
import { sideStats } from '../../src/kayenta/side-stats.ts';
import { transform } from '../../src/kayenta/transform.ts';
import { normalQuantileUpper } from '../../src/stats/normal.ts';

/*
 * The cases of Kayenta's own test suites (fixtures/kayenta/cases.json); the expected numbers and their tolerances are Kayenta's.
 */
interface PublishedCase {
  readonly suite: string;
  readonly name: string;
  readonly [field: string]: unknown;
}
type Check = (published: PublishedCase) => void;
type Written = readonly (number | 'NaN')[];

const numbers = (values: unknown): number[] => (values as Written).map(Number);
const samples = ({ experiment, control }: PublishedCase) => ({ experiment: numbers(experiment), control: numbers(control) });
const within = (actual: number, expected: unknown, tolerance: unknown): void =>
  assert.ok(Math.abs(actual - Number(expected)) <= Number(tolerance), `${actual} against ${String(expected)}`);

/** Not of the judge, or not numbers. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'KSigma Detection': 'a detector that the judge never uses',
  'KSigma Two Sided': 'a detector that the judge never uses',
  'KSigma Outlier Removal': 'a detector that the judge never uses',
  "Effect Size: Cohen's D": 'an effect size that the judge never uses',
  'Mean Inequality Classifier Test: High Metric': 'a classifier that the judge never uses',
  'RandomUtils List of Random Samples (Non-zero Mean)': 'draws of a generator; ours has none (src/kayenta/apart.ts)',
  'RandomUtils Random Sample (Zero Variance)': 'draws of a generator; ours has none (src/kayenta/apart.ts)',
  'MapUtils Get Path': 'a look-up in a Scala map',
  'MapUtils Get of Null': 'a look-up in a Scala map',
  "MapUtils get of a double works when it's an Integer": 'a type of Scala; JSON has one kind of number',
};

function checkClassifier(published: PublishedCase): void {
  const params = published.params as {
    tolerance: number;
    confLevel: number;
    effectSizeThresholds: [number, number];
    criticalThresholds: [number, number];
    effectSizeMeasure: 'meanRatio' | 'cles';
  };
  const call = published.call as {
    direction: ClassifierRule['direction'];
    nanStrategy: ClassifierRule['nanStrategy'];
    isCriticalMetric: boolean;
    isDataRequired: boolean;
  };
  const [allowedDecrease, allowedIncrease] = params.effectSizeThresholds;
  const [criticalDecrease, criticalIncrease] = params.criticalThresholds;
  const effectSize = { measure: params.effectSizeMeasure, allowedDecrease, allowedIncrease, criticalDecrease, criticalIncrease };
  const { direction, nanStrategy, isCriticalMetric: critical, isDataRequired: mustHaveData } = call;
  const { tolerance, confLevel: confidence } = params;
  const rule = { direction, nanStrategy, critical, mustHaveData, tolerance, confidence, effectSize };
  const expected = published.expected as {
    classification: string;
    critical?: boolean;
    deviation?: number | 'NaN';
    reasonNonEmpty?: boolean;
  };
  const found = classifyMetric(String(published.metric), samples(published), rule);
  assert.equal(found.classification, expected.classification);
  if (expected.critical !== undefined) assert.equal(found.critical, expected.critical);
  if (expected.deviation !== undefined) assert.equal(found.deviation, Number(expected.deviation));
  if (expected.reasonNonEmpty) assert.ok(found.reason);
}

function checkStatistic({ function: named, data, expected, tolerance, ...rest }: PublishedCase): void {
  const name = String(named);
  if (name === 'summary') assert.deepEqual(sideStats(numbers(data)), expected);
  else if (name.startsWith('percentile')) {
    const sorted = numbers(data).sort((a, b) => a - b);
    for (const one of expected as { p: number; value: number; tolerance: number }[])
      within(percentile(sorted, one.p), one.value, one.tolerance);
  } else {
    const compared = samples(rest as PublishedCase);
    within(name.startsWith('meanRatio') ? ratioOfMeans(compared) : commonLanguageSize(compared), expected, tolerance);
  }
}

function checkOutliers({ data, expected, params = { factor: 1.5, reduceSensitivity: false } }: PublishedCase): void {
  const values = numbers(data);
  const mask = Array.isArray(expected) ? undefined : (expected as { outliers: boolean[] }).outliers;
  const kept = mask === undefined ? (expected as number[]) : values.filter((_, i) => !mask[i]);
  assert.deepEqual(withoutOutliers(values, params as { factor: number; reduceSensitivity: boolean }), kept);
}

function checkTransform(published: PublishedCase): void {
  const name = String(published.function);
  if (name.startsWith('removeOutliers')) checkOutliers(published);
  else {
    const nanStrategy = name === 'removeNaNs' ? 'remove' : 'replace';
    assert.deepEqual(transform(numbers(published.data), { nanStrategy }), published.expected);
  }
}

function checkScore({ groupWeights, results, expected }: PublishedCase): void {
  const wanted = expected as { summaryScore: number; groupScoresCount?: number; firstGroupScore?: number; groupScoresSorted?: number[] };
  const found = summaryScore(results as ScoredResult[], groupWeights as Record<string, number>);
  assert.equal(found.score, wanted.summaryScore);
  if (wanted.groupScoresCount !== undefined) assert.equal(found.groups.length, wanted.groupScoresCount);
  if (wanted.firstGroupScore !== undefined) assert.equal(found.groups[0]!.score, wanted.firstGroupScore);
  if (wanted.groupScoresSorted !== undefined)
    assert.deepEqual(
      found.groups.map(({ score }) => score).sort((a, b) => a - b),
      wanted.groupScoresSorted,
    );
}

function checkMannWhitney({ function: named, x, y, p, tolerance, expected, confidenceLevel, ...rest }: PublishedCase): void {
  const name = String(named);
  if (name.startsWith('wilcoxonDiff')) {
    for (const { mu, quantile, value } of expected as { mu: number; quantile: number; value: number }[])
      within(wilcoxonStatistic({ experiment: numbers(x), control: numbers(y) }, mu) - quantile, value, tolerance);
  } else if (name.startsWith('normal')) within(-normalQuantileUpper(Number(p)), expected, tolerance);
  else {
    const wanted = expected as Record<'ciLow' | 'ciHigh' | 'estimate' | 'ciTolerance' | 'estimateTolerance', number>;
    const found = shiftInterval(samples(rest as PublishedCase), Number(confidenceLevel));
    within(found.lower, wanted.ciLow, wanted.ciTolerance);
    within(found.upper, wanted.ciHigh, wanted.ciTolerance);
    within(found.estimate, wanted.estimate, wanted.estimateTolerance);
  }
}

const CHECKS: Readonly<Record<string, Check>> = {
  ClassifierSuite: checkClassifier,
  StatisticSuite: checkStatistic,
  DetectorSuite: checkOutliers,
  TransformSuite: checkTransform,
  ScorerSuite: checkScore,
  MannWhitneySuite: checkMannWhitney,
};

describe("Kayenta's own test cases", () => {
  const published = JSON.parse(readFileSync('fixtures/kayenta/cases.json', 'utf8')) as PublishedCase[];
  const asked = published.filter(({ name }) => LEFT_OUT[name] === undefined);
  for (const one of asked) {
    it(`${one.suite}: ${one.name}`, () => {
      const check = CHECKS[one.suite] ?? assert.fail(`no check for ${one.suite}`);
      check(one);
    });
  }

  it('are all asked but those that are left out by name', () => {
    const count = (suite: string): number => asked.filter((one) => one.suite === suite).length;
    assert.deepEqual(Object.fromEntries(Object.keys(CHECKS).map((suite) => [suite, count(suite)])), {
      ClassifierSuite: 24,
      StatisticSuite: 11,
      DetectorSuite: 2,
      TransformSuite: 3,
      ScorerSuite: 9,
      MannWhitneySuite: 5,
    });
    assert.equal(published.length - asked.length, Object.keys(LEFT_OUT).length);
  });

  it('and the interval that spinnaker/spinnaker#6278 reports, to 12 digits', () => {
    const experiment = [100, 100, 100, 100, 100, 100, 100, 1, 1, 1];
    const { lower, upper, estimate } = shiftInterval({ experiment, control: new Array<number>(10).fill(1) }, 0.98);
    within(lower, 6.825022991538781e-5, 1e-16);
    within(upper, 99, 0);
    within(estimate, 98.99992904170193, 1e-10);
  });
});
