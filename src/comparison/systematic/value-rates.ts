import { binomialInterval } from '../../stats/binomial-interval.ts';
import { numberText } from '../number-text.ts';
import { shortText } from '../short-text.ts';
import { evenRanges, type LabelCounts, type RangeCounts, startOfBin, type ValueCounts } from './feature-values.ts';
import type { ValueRate } from './systematic-feature.ts';

/** As many as are read. */
const MOST_LABELS = 10;
const RANGES = 8;
/** Fewer pairs of a label say nothing of it. */
const LEAST_PAIRS = 20;
const NAME_LENGTH = 60;

/** The labels that diverge the most, by the lower end of the interval: a few pairs of bad luck do not come first. */
export function labelRates(labels: readonly LabelCounts[], alpha: number): readonly ValueRate[] {
  return labels
    .filter(({ agreed, diverged }) => agreed + diverged >= LEAST_PAIRS)
    .map((label) => rateOf(shortText(label.label, NAME_LENGTH), label, alpha))
    .sort((a, b) => b.lower - a.lower || b.pairs - a.pairs)
    .slice(0, MOST_LABELS);
}

/** The number from its smallest to its largest values, in ranges of about as many pairs each. */
export function rangeRates(ranges: readonly RangeCounts[], alpha: number): readonly ValueRate[] {
  const even = evenRanges(ranges, RANGES);
  return even.map((range, i) => {
    const [from, next] = [numberText(startOfBin(range.fromBin)), even[i + 1]];
    const to = next && numberText(startOfBin(next.fromBin));
    const name = i === 0 ? (to === undefined ? 'any' : `below ${to}`) : to === undefined ? `${from} and more` : `${from} to ${to}`;
    return rateOf(name, range, alpha);
  });
}

function rateOf(name: string, { agreed, diverged }: ValueCounts, alpha: number): ValueRate {
  const pairs = agreed + diverged;
  const { lower, upper } = binomialInterval(diverged, pairs, alpha);
  return { name, pairs, divergent: diverged, lower, upper };
}
