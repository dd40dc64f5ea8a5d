import { hodgesLehmannShift } from '../../src/stats/hodges-lehmann.ts';
import { mannWhitneyTest } from '../../src/stats/mann-whitney.ts';
import { normalQuantileUpper, normalUpperTail } from '../../src/stats/normal.ts';
import { seeded } from '../support/random.ts';
import type { Report } from './figure.ts';
import { compareTimes } from './side-by-side.ts';

const POINTS = 1_440;
const ALPHA = 0.025;

interface Answer {
  readonly u: number;
  readonly pValue: number;
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** Mann-Whitney with its Hodges-Lehmann interval on a day of minutes a side, against the twin that makes all differences. */
export default async function statistics(report: Report): Promise<void> {
  const random = seeded(20_240);
  // Two decimals, as a latency in milliseconds is often kept: some of the values are tied.
  const draw = (scale: number): Float64Array =>
    Float64Array.from({ length: POINTS }, () => Math.round(100 * scale * Math.exp(0.4 * random.normal())) / 100);
  const control = draw(120);
  const candidate = draw(124);

  const fast = ofRanks(control, candidate);
  const brute = ofAllDifferences(control, candidate);
  const error = Math.max(...Object.keys(brute).map((key) => relativeError(fast[key as keyof Answer], brute[key as keyof Answer])));
  report({ name: 'Mann-Whitney with interval: largest relative error', value: error, unit: '', limit: { atMost: 1e-12 } });

  const { ratio, spread, ours, theirs } = await compareTimes(
    () => ofAllDifferences(control, candidate),
    () => ofRanks(control, candidate),
  );
  report({
    name: 'Mann-Whitney with interval, speed against all differences',
    value: ratio,
    unit: 'times',
    limit: { atLeast: 30 },
    spread,
  });
  report({ name: '  ranks', value: theirs, unit: 'ms' });
  report({ name: '  all differences', value: ours, unit: 'ms' });
}

function ofRanks(control: Float64Array, candidate: Float64Array): Answer {
  const { u, pValue } = mannWhitneyTest(control, candidate);
  const { estimate, intervals } = hodgesLehmannShift(control, candidate, { alphas: [ALPHA] });
  return { u, pValue, estimate, lower: intervals[0]!.lower, upper: intervals[0]!.upper };
}

/** The definitions word for word: every pair is compared, every difference made and sorted, every tie counted. */
function ofAllDifferences(control: Float64Array, candidate: Float64Array): Answer {
  const n = control.length;
  const m = candidate.length;
  const pairs = n * m;
  const differences = new Float64Array(pairs);
  let u = 0;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const difference = candidate[i]! - control[j]!;
      differences[i * n + j] = difference;
      u += difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
    }
  }
  differences.sort();

  const counts = new Map<number, number>();
  for (const value of [...control, ...candidate]) counts.set(value, (counts.get(value) ?? 0) + 1);
  const tieTerm = [...counts.values()].reduce((sum, t) => sum + t ** 3 - t, 0) / ((n + m) * (n + m - 1));
  const sigma = Math.sqrt(((n * m) / 12) * (n + m + 1 - tieTerm));
  const pValue = Math.min(1, 2 * normalUpperTail((Math.max(u, pairs - u) - pairs / 2 - 0.5) / sigma));

  const rank = Math.floor(pairs / 2 - normalQuantileUpper(ALPHA) * Math.sqrt((pairs * (n + m + 1)) / 12)) + 1;
  const estimate = (differences[pairs / 2 - 1]! + differences[pairs / 2]!) / 2;
  return { u, pValue, estimate, lower: differences[rank - 1]!, upper: differences[pairs - rank]! };
}

function relativeError(actual: number, expected: number): number {
  return expected === 0 ? Math.abs(actual) : Math.abs(actual / expected - 1);
}
