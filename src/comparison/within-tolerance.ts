/** What of two numbers and their tolerance is lost, at most, when decimals become binary numbers. */
const ROUNDING = 2 ** -50;
/** A tolerance is never wider by more than this share of itself. */
const MOST_WIDENED = 1e-3;

/**
 * Whether two finite numbers are no further apart than the tolerance, >= 0, in their unit. 19.99 and 20 are within 0.01 of each other as
 * they are written, though a little more than that apart as they are stored.
 */
export function isWithin(tolerance: number, a: number, b: number): boolean {
  const distance = Math.abs(b - a);
  return distance <= tolerance || distance - tolerance <= Math.min(ROUNDING * Math.max(Math.abs(a), Math.abs(b)), MOST_WIDENED * tolerance);
}
