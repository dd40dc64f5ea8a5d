import { lnConcentrationTail } from '../../stats/concentration.ts';
import { cramersV, type TwoByMany } from '../../stats/cramers-v.ts';
import { eitherTest, type FeatureTest } from './feature-test.ts';
import { type LabelCounts, sumOf, type ValueCounts } from './feature-values.ts';

/** Expected in a category at least, for chi-squared to follow its law. */
const LEAST_EXPECTED = 5;
/** So many labels of a group are named. */
const NAMED = 3;

/**
 * Whether divergence goes with a label: by chi-squared over the labels that are frequent enough for it, the rare ones together, and by
 * the single label that holds the most divergence beyond its share of the pairs, however rare; paid for by the number of labels.
 *
 * @param labels two or more, with pairs that agreed and that diverged.
 * @see Cochran, Some methods for strengthening the common chi-squared tests (1954), for the rare ones together.
 */
export function testLabels(labels: readonly LabelCounts[], alpha: number): FeatureTest {
  const { agreed, diverged } = sumOf(labels);
  const all = agreed + diverged;
  const isFrequent = (value: ValueCounts): boolean =>
    ((value.agreed + value.diverged) * Math.min(agreed, diverged)) / all >= LEAST_EXPECTED;
  const lnTailOf = (value: ValueCounts): number =>
    lnConcentrationTail({ inside: value.agreed + value.diverged, marked: value.diverged, all, allMarked: diverged });
  const pValueOf = (value: ValueCounts): number => Math.min(1, labels.length * Math.exp(lnTailOf(value)));

  const rare = labels.filter((label) => !isFrequent(label));
  const frequent: ValueCounts[] = labels.filter(isFrequent);
  const rest = sumOf(rare);
  if (isFrequent(rest)) frequent.push(rest);
  else if (rare.length > 0 && frequent.length > 0) {
    const least = frequent.reduce((a, b) => (b.agreed + b.diverged < a.agreed + a.diverged ? b : a));
    frequent[frequent.indexOf(least)] = sumOf([least, rest]);
  }
  // Of all labels, so that a rare one that holds much is seen; undefined only where it is of the frequent ones as well.
  const strength = cramersV(tableOf(labels), alpha)!;
  const telling = labels.filter((label) => isFrequent(label) || pValueOf(label) <= alpha);
  const group = mostDivergent(telling.length > 0 ? telling : labels, lnTailOf);
  const inside = sumOf(group);
  return {
    effect: { name: 'cramers-v', estimate: strength.estimate, lower: strength.lower, upper: strength.upper },
    pValue: eitherTest(cramersV(tableOf(frequent), alpha)?.pValue ?? 1, Math.min(...labels.map(pValueOf))),
    group: {
      labels: group.slice(0, NAMED).map(({ label }) => label),
      moreLabels: Math.max(0, group.length - NAMED),
      inside: { pairs: inside.agreed + inside.diverged, divergent: inside.diverged },
      outside: { pairs: all - inside.agreed - inside.diverged, divergent: diverged - inside.diverged },
    },
  };
}

/**
 * The set of labels, but never all of them, that holds the most divergence beyond its share.
 * @see Neill, Fast subset scan for spatial pattern detection (2012): it is among the sets of the labels with the highest rates.
 */
function mostDivergent(labels: readonly LabelCounts[], lnTailOf: (of: ValueCounts) => number): readonly LabelCounts[] {
  const byRate = [...labels].sort((a, b) => rateOf(b) - rateOf(a));
  let best: readonly LabelCounts[] = byRate.slice(0, 1);
  let least = Infinity;
  for (let count = 1; count < Math.max(2, byRate.length); count++) {
    const group = byRate.slice(0, count);
    const lnTail = lnTailOf(sumOf(group));
    if (lnTail < least) [best, least] = [group, lnTail];
  }
  return best;
}

function tableOf(values: readonly ValueCounts[]): TwoByMany {
  return { first: values.map(({ agreed }) => agreed), second: values.map(({ diverged }) => diverged) };
}

const rateOf = ({ agreed, diverged }: ValueCounts): number => diverged / (agreed + diverged);
