/** An effect's interval held against what is still harmless, oriented so that more is worse. */
export interface Margin {
  /** End nearer to harmless; null where the interval is unbounded. For a harm that is a decrease it is minus the effect's upper end. */
  readonly lower: number | null;
  /** End nearer to harm, >= lower; null where unbounded. */
  readonly upper: number | null;
  /** >= 0, same scale. An effect equal to it is still harmless. */
  readonly tolerance: number;
}

/** Undecided scores stay this far from 0 and 100, which are answers of their own. */
const MARGIN = 1e-6;

/**
 * Score of a metric from 0 (proven harmful) to 100 (proven harmless): the share of the interval that lies within the tolerance.
 *
 * Exactly 100 when `upper <= tolerance`, exactly 0 when `lower > tolerance`, strictly between otherwise, whatever the rounding:
 * the score can never contradict the classification.
 *
 * @returns undefined when undecided and an end is unbounded: there is no share of an infinite interval.
 * @throws {RangeError} an end or the tolerance is NaN, the tolerance is negative, or the ends are the wrong way round.
 */
export function marginScore({ lower, upper, tolerance }: Margin): number | undefined {
  const from = lower ?? -Infinity;
  const to = upper ?? Infinity;
  if (!(tolerance >= 0)) throw new RangeError(`tolerance ${tolerance} is not a number >= 0`);
  if (!(from <= to)) throw new RangeError(`interval [${from}, ${to}] has no inside`);
  if (to <= tolerance) return 100;
  if (from > tolerance) return 0;
  if (from === -Infinity || to === Infinity) return undefined;
  // Halved first: the width of two finite ends may overflow.
  const share = (tolerance / 2 - from / 2) / (to / 2 - from / 2);
  return Math.min(Math.max(100 * share, MARGIN), 100 - MARGIN);
}
