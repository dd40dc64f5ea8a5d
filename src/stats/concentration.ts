/** Some of the events, those of them that are marked, and the same of all. */
export interface MarkedShare {
  readonly inside: number;
  /** In [0, min(inside, allMarked)]. */
  readonly marked: number;
  readonly all: number;
  readonly allMarked: number;
}

/**
 * Natural logarithm of a bound on the chance that so many marked events, or more, lie inside when marks have nothing to do with being
 * inside: it holds for any sizes, however small. 0 where no more are inside than would be in the mean.
 *
 * @see Hoeffding, Probability inequalities for sums of bounded random variables (1963), theorem 1 and section 6: the number inside is
 *      hypergeometric, seen from the marked events or from those inside, and either bound holds.
 */
export function lnConcentrationTail({ inside, marked, all, allMarked }: MarkedShare): number {
  if (marked * all <= inside * allMarked) return 0;
  return Math.min(-allMarked * divergence(marked / allMarked, inside / all), -inside * divergence(marked / inside, allMarked / all));
}

/** Kullback-Leibler divergence of a share q from a share p, q > p. */
function divergence(q: number, p: number): number {
  return q * Math.log(q / p) + (q < 1 ? (1 - q) * Math.log((1 - q) / (1 - p)) : 0);
}
