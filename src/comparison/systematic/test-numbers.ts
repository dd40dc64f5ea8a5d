import { rankBiserial } from '../../stats/rank-biserial.ts';
import { eitherTest, type FeatureTest } from './feature-test.ts';
import { coarseRanges, type RangeCounts, startOfBin, sumOf } from './feature-values.ts';
import { mostConcentrated } from './most-concentrated.ts';

/** Ranges between whose ends every stretch is looked at: about 33,000 of them. */
const MOST_RANGES = 256;
/** A stretch that runs to an end of the scale is preferred when it says so much of what the best one says: it is easier to act on. */
const PREFERRED = 0.8;

/**
 * Whether divergence goes with a number: by a rank test, which sees any trend, and by the stretch of its scale that holds the most
 * divergence beyond its share of the pairs, which sees a narrow range; paid for by the number of stretches.
 *
 * @param ranges two or more, ascending, with 2 or more pairs that agreed and that diverged.
 */
export function testNumbers(ranges: readonly RangeCounts[], alpha: number): FeatureTest {
  const rank = rankBiserial(
    ranges.map(({ agreed }) => agreed),
    ranges.map(({ diverged }) => diverged),
    alpha,
  );
  const coarse = coarseRanges(ranges, MOST_RANGES);
  const { best, atAnEnd, stretches } = mostConcentrated(coarse);
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
