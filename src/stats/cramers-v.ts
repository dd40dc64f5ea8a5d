import { chiSquaredUpperTail } from './chi-squared.ts';
import { assertLevels } from './confidence-interval.ts';
import { noncentralityInterval } from './noncentral-chi-squared.ts';

/** Events by category, of two sides: equal lengths, each >= 0. */
export interface TwoByMany {
  readonly first: ArrayLike<number>;
  readonly second: ArrayLike<number>;
}

export interface CramersV {
  readonly chiSquared: number;
  /** Occupied categories less 1. */
  readonly df: number;
  /** Pearson's test that both sides have the same shares; trust it where 5 events or so are expected everywhere. */
  readonly pValue: number;
  /** In [0, 1], without the upward bias of few events; 0 is no association. */
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * How strongly a category goes with a side.
 *
 * @param alpha error level of each limit, in (0, 0.5).
 * @returns undefined with fewer than two occupied categories, or a side without events: nothing can be said.
 * @throws {RangeError} alpha out of range.
 * @see Pearson (1900); Bergsma, A bias-correction for Cramér's V and Tschuprow's T (2013), for the estimate; Smithson, Confidence Intervals
 *      (2003), chapter 4, for limits by the noncentrality of chi-squared.
 */
export function cramersV({ first, second }: TwoByMany, alpha: number): CramersV | undefined {
  assertLevels([alpha]);
  const categories = Array.from({ length: first.length }, (_, i) => i).filter((i) => first[i]! + second[i]! > 0);
  const firstTotal = categories.reduce((sum, i) => sum + first[i]!, 0);
  const n = categories.reduce((sum, i) => sum + second[i]!, firstTotal);
  const share = firstTotal / n;
  const k = categories.length;
  if (k < 2 || !(share > 0 && share < 1)) return undefined;
  const chiSquared = categories.reduce((sum, i) => {
    const size = first[i]! + second[i]!;
    return sum + (first[i]! - size * share) ** 2 / (size * share * (1 - share));
  }, 0);
  const df = k - 1;
  const strength = (phiSquared: number): number => Math.min(1, Math.sqrt(Math.max(0, phiSquared)));
  // The smaller side of the table has two rows: less the correction for its own chance association.
  const estimate = strength((chiSquared / n - df / (n - 1)) / (Math.min(k - df ** 2 / (n - 1), 2 - 1 / (n - 1)) - 1));
  // Less than noise alone would give counts as just that: luck must not make the interval narrow.
  const { lower, upper } = noncentralityInterval(Math.max(chiSquared, df), df, alpha);
  return {
    chiSquared,
    df,
    pValue: chiSquaredUpperTail(chiSquared, df),
    estimate,
    lower: Math.min(estimate, strength(lower / n)),
    upper: Math.max(estimate, strength(upper / n)),
  };
}
