import { sumOf, type ValueCounts } from './feature-values.ts';

/** Expected on either side at least, for chi-squared to follow its law. */
const LEAST_EXPECTED = 5;

/** Whether a value is frequent enough for chi-squared, going by how often it is there on both sides together. */
export function isFrequentIn(all: ValueCounts): (value: ValueCounts) => boolean {
  const share = Math.min(all.agreed, all.diverged) / (all.agreed + all.diverged);
  return ({ agreed, diverged }) => (agreed + diverged) * share >= LEAST_EXPECTED;
}

/**
 * The frequent values, and the rare ones as one.
 * @see Cochran, Some methods for strengthening the common chi-squared tests (1954).
 */
export function frequentValues(values: readonly ValueCounts[]): readonly ValueCounts[] {
  const isFrequent = isFrequentIn(sumOf(values));
  const frequent = values.filter(isFrequent);
  const rare = values.filter((value) => !isFrequent(value));
  if (rare.length === 0 || frequent.length === 0) return frequent;
  const rest = sumOf(rare);
  if (isFrequent(rest)) return [...frequent, rest];
  const least = frequent.reduce((a, b) => (b.agreed + b.diverged < a.agreed + a.diverged ? b : a));
  return frequent.map((value) => (value === least ? sumOf([least, rest]) : value));
}
