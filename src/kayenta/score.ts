import type { CanaryAnalysisResult, GroupScore, ScoreClass, ScoreThresholds } from './canary.ts';

export type ScoredResult = Pick<CanaryAnalysisResult, 'classification' | 'classificationReason' | 'groups' | 'critical' | 'muted'>;
type Weights = Readonly<Record<string, number>>;

export interface SummaryScore {
  /** Rounded to two decimals. 0 to 100 unless the weights say otherwise. */
  readonly score: number;
  /** Why it is 0 in any case; empty where it is not. */
  readonly reason: string;
  readonly groups: readonly GroupScore[];
}

/**
 * Score of the groups and of the whole by Kayenta's WeightedSumScorer, with what follows from it:
 * weights need not sum to 100, and a group without results leaves its weight unused; a metric in two groups counts in both;
 * Nodata and Error count nowhere, so that a group of nothing else has the score 0 but adds its whole weight; without any result
 * the score is 0. Muted results are left out.
 *
 * Groups are in the order of their names: Kayenta's is that of a hash table.
 */
export function summaryScore(results: readonly ScoredResult[], weights: Weights = {}): SummaryScore {
  const counted = results.filter(({ muted }) => !muted);
  const groups = [...new Set(counted.flatMap(({ groups }) => groups))].sort().map((name) => groupOf(name, counted));
  const scores = groups.map(({ name, score }): GroupScore => ({ name, score, classification: '', classificationReason: '' }));

  const failed = counted.find(({ critical, classification }) => critical && classification !== 'Pass');
  if (failed !== undefined) return { score: 0, reason: `Canary Failed: ${failed.classificationReason ?? ''}`, groups: scores };
  const missing = counted.filter(({ classification }) => classification === 'Nodata').length;
  if ((missing * 100) / counted.length >= 50)
    return { score: 0, reason: 'Canary Failed: 50% or more metrics returned NODATA', groups: scores };

  const given = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const without = groups.filter(({ name }) => !Object.hasOwn(weights, name)).length;
  let total = 0;
  for (const { name, score, isEmpty } of groups) {
    const weight = Object.hasOwn(weights, name) ? weights[name]! : (100 - given) / without;
    total += (isEmpty ? 100 : score) * (weight / 100);
  }
  return { score: roundHalfUp(total), reason: '', groups: scores };
}

export function classifyScore(score: number, { pass, marginal }: ScoreThresholds): ScoreClass {
  if (score >= pass) return 'Pass';
  return score >= marginal ? 'Marginal' : 'Fail';
}

function groupOf(name: string, results: readonly ScoredResult[]) {
  // A group that a metric names twice counts it twice, as there.
  const classes = results.flatMap(({ groups, classification }) => groups.filter((group) => group === name).map(() => classification));
  const count = (wanted: string): number => classes.filter((one) => one === wanted).length;
  const passed = count('Pass');
  const total = passed + count('High') + count('Low') + count('NodataFailMetric');
  return { name, score: total === 0 ? 0 : (passed / total) * 100, isEmpty: total === 0 };
}

/** To two decimals, halves away from zero, of the number as it is written: 1.005 is 1.01 although the double is a little less. */
function roundHalfUp(value: number): number {
  const [, sign = '', whole = '0', decimals = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value)) ?? [];
  if (String(value).includes('e')) return Math.abs(value) < 1 ? 0 : value;
  if (decimals.length <= 2) return value;
  const hundredths = BigInt(whole + decimals.slice(0, 2)) + (decimals[2]! >= '5' ? 1n : 0n);
  return Number(`${sign}${hundredths}e-2`);
}
