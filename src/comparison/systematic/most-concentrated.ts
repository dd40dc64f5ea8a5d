import { lnConcentrationTail } from '../../stats/concentration.ts';
import { sumOf, type ValueCounts } from './feature-values.ts';

export interface Stretch {
  readonly first: number;
  readonly last: number;
  /** Natural logarithm of a bound on the chance of so much in it; less is more concentrated. */
  readonly lnTail: number;
}

/**
 * The stretch of a scale, or of time, in which divergence is concentrated the most: of all stretches but the whole, and of those alone that
 * begin or end with it; and how many there are, for which the tail is to be paid.
 *
 * @param parts two or more, in order.
 * @see Kulldorff, A spatial scan statistic (1997), for looking at every stretch; here with Hoeffding's bound, which needs no simulation.
 */
export function mostConcentrated(parts: readonly ValueCounts[]): {
  readonly best: Stretch;
  readonly atAnEnd: Stretch;
  readonly stretches: number;
} {
  const total = sumOf(parts);
  const all = total.agreed + total.diverged;
  const last = parts.length - 1;
  let best: Stretch = { first: 0, last: 0, lnTail: Infinity };
  let atAnEnd = best;
  for (let first = 0; first <= last; first++) {
    let [inside, marked] = [0, 0];
    for (let end = first; end <= last; end++) {
      inside += parts[end]!.agreed + parts[end]!.diverged;
      marked += parts[end]!.diverged;
      if (first === 0 && end === last) continue;
      const lnTail = lnConcentrationTail({ inside, marked, all, allMarked: total.diverged });
      if (lnTail < best.lnTail) best = { first, last: end, lnTail };
      if ((first === 0 || end === last) && lnTail < atAnEnd.lnTail) atAnEnd = { first, last: end, lnTail };
    }
  }
  return { best, atAnEnd, stretches: (parts.length * (parts.length + 1)) / 2 - 1 };
}
