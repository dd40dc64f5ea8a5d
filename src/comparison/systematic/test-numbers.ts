import { lnConcentrationTail } from '../../stats/concentration.ts';
import { rankBiserial } from '../../stats/rank-biserial.ts';
import { eitherTest, type FeatureTest } from './feature-test.ts';
import { coarseRanges, type RangeCounts, startOfBin, sumOf } from './feature-values.ts';

/** Ranges between whose ends every stretch is looked at: about 33,000 of them. */
const MOST_RANGES = 256;
/** A stretch that runs to an end of the scale is preferred when it says so much of what the best one says: it is easier to act on. */
const PREFERRED = 0.8;

interface Stretch {
  readonly first: number;
  readonly last: number;
  /** Less is more concentrated. */
  readonly lnTail: number;
}

/**
 * Whether divergence goes with a number: by a rank test, which sees any trend, and by the stretch of its scale that holds the most
 * divergence beyond its share of the pairs, which sees a narrow range; paid for by the number of stretches.
 *
 * @param ranges two or more, ascending, with 2 or more pairs that agreed and that diverged.
 * @see Kulldorff, A spatial scan statistic (1997), for looking at every stretch; here with Hoeffding's bound, which needs no simulation.
 */
export function testNumbers(ranges: readonly RangeCounts[], alpha: number): FeatureTest {
  const rank = rankBiserial(
    ranges.map(({ agreed }) => agreed),
    ranges.map(({ diverged }) => diverged),
    alpha,
  );
  const coarse = coarseRanges(ranges, MOST_RANGES);
  const { best, atAnEnd } = mostConcentrated(coarse);
  const stretches = (coarse.length * (coarse.length + 1)) / 2 - 1;
  const { first, last } = atAnEnd.lnTail <= PREFERRED * best.lnTail ? atAnEnd : best;
  const inside = sumOf(coarse.slice(first, last + 1));
  const all = sumOf(coarse);
  return {
    effect: { name: 'rank-biserial', estimate: rank.estimate, lower: rank.lower, upper: rank.upper },
    pValue: eitherTest(rank.pValue, Math.min(1, stretches * Math.exp(best.lnTail))),
    group: {
      from: first === 0 ? null : startOfBin(coarse[first]!.fromBin),
      to: last === coarse.length - 1 ? null : startOfBin(coarse[last + 1]!.fromBin),
      inside: { pairs: inside.agreed + inside.diverged, divergent: inside.diverged },
      outside: {
        pairs: all.agreed + all.diverged - inside.agreed - inside.diverged,
        divergent: all.diverged - inside.diverged,
      },
    },
  };
}

/** Of all stretches, and of those that begin or end with the scale, but for the whole of it. */
function mostConcentrated(ranges: readonly RangeCounts[]): { readonly best: Stretch; readonly atAnEnd: Stretch } {
  const total = sumOf(ranges);
  const all = total.agreed + total.diverged;
  const last = ranges.length - 1;
  let best: Stretch = { first: 0, last: 0, lnTail: Infinity };
  let atAnEnd = best;
  for (let first = 0; first <= last; first++) {
    let [inside, marked] = [0, 0];
    for (let end = first; end <= last; end++) {
      inside += ranges[end]!.agreed + ranges[end]!.diverged;
      marked += ranges[end]!.diverged;
      if (first === 0 && end === last) continue;
      const lnTail = lnConcentrationTail({ inside, marked, all, allMarked: total.diverged });
      if (lnTail < best.lnTail) best = { first, last: end, lnTail };
      if ((first === 0 || end === last) && lnTail < atAnEnd.lnTail) atAnEnd = { first, last: end, lnTail };
    }
  }
  return { best, atAnEnd };
}
