import { mostConcentrated } from '../systematic/most-concentrated.ts';
import type { StepTally, Timed } from '../tally.ts';
import type { DivergenceReport } from './divergence-report.ts';
import { ratesOverTime } from './over-time.ts';

/** Points of time between whose ends every stretch is looked at. */
const MOST_POINTS = 240;
/** So few pairs that hold so much of the divergence are no rate of every day. */
const FEW = 0.1;
const MUCH = 0.5;
/** Fewer divergent pairs are together by chance. */
const LEAST_DIVERGENT = 10;
const FALSE_CHANCE = 0.01;

/**
 * The stretch of time that holds most of the divergence with few of the pairs: an incident, rather than what the candidate is like.
 * @param steps in time order.
 * @returns null where there is none.
 */
export function burstOf(steps: readonly Timed<StepTally>[]): DivergenceReport['burst'] {
  const points = ratesOverTime(steps, MOST_POINTS);
  if (points.length < 2) return null;
  const { best, stretches } = mostConcentrated(points.map(({ pairs, divergent }) => ({ agreed: pairs - divergent, diverged: divergent })));
  const inside = points.slice(best.first, best.last + 1);
  const pairs = inside.reduce((sum, point) => sum + point.pairs, 0);
  const divergent = inside.reduce((sum, point) => sum + point.divergent, 0);
  const all = points.reduce((sum, point) => ({ pairs: sum.pairs + point.pairs, divergent: sum.divergent + point.divergent }), {
    pairs: 0,
    divergent: 0,
  });
  const isBurst = divergent >= LEAST_DIVERGENT && pairs <= FEW * all.pairs && divergent >= MUCH * all.divergent;
  if (!isBurst || stretches * Math.exp(best.lnTail) > FALSE_CHANCE) return null;
  const end = inside.at(-1)!;
  return { fromMs: inside[0]!.startMs, toMs: end.startMs + end.lengthMs, pairs, divergent };
}
