import { lnConcentrationTail } from '../../stats/concentration.ts';
import { cramersV } from '../../stats/cramers-v.ts';
import { eitherTest, type FeatureTest } from './feature-test.ts';
import { type LabelCounts, sumOf, tableOf, type ValueCounts } from './feature-values.ts';
import { frequentValues, isFrequentIn } from './frequent-values.ts';

/** So many labels of a group are named. */
const NAMED = 3;

/**
 * Whether divergence goes with a label: by chi-squared over the labels that are frequent enough for it, the rare ones together, and by
 * the single label that holds the most divergence beyond its share of the pairs, however rare; paid for by the number of labels.
 *
 * @param labels two or more, with pairs that agreed and that diverged. @param rest pairs of other labels, nobody knows which: a single
 * label is held against them too, but they are no label.
 */
export function testLabels(
  { labels, rest }: { readonly labels: readonly LabelCounts[]; readonly rest: ValueCounts },
  alpha: number,
): FeatureTest {
  const { agreed, diverged } = sumOf([...labels, rest]);
  const all = agreed + diverged;
  const isFrequent = isFrequentIn({ agreed, diverged });
  const lnTailOf = (value: ValueCounts): number =>
    lnConcentrationTail({ inside: value.agreed + value.diverged, marked: value.diverged, all, allMarked: diverged });
  const pValueOf = (value: ValueCounts): number => Math.min(1, labels.length * Math.exp(lnTailOf(value)));

  // Of all labels, so that a rare one that holds much is seen; there are two of them and pairs on both sides.
  const strength = cramersV(tableOf(labels), alpha)!;
  const telling = labels.filter((label) => isFrequent(label) || pValueOf(label) <= alpha);
  const group = mostDivergent(telling.length > 0 ? telling : labels, lnTailOf);
  const inside = sumOf(group);
  return {
    effect: { name: 'cramers-v', estimate: strength.estimate, lower: strength.lower, upper: strength.upper },
    pValue: eitherTest(cramersV(tableOf(frequentValues(labels)), alpha)?.pValue ?? 1, Math.min(...labels.map(pValueOf))),
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

const rateOf = ({ agreed, diverged }: ValueCounts): number => diverged / (agreed + diverged);
