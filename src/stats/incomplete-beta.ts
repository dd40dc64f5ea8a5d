import { lnBeta, stirlingRemainder } from './gamma.ts';
import { log1pDeviation } from './log1p-deviation.ts';

const HALF_LN_TWO_PI = 0.9189385332046728;

/** A point of the unit interval by both its parts: 1 - x loses the digits of an x near 1. */
export interface BetaPoint {
  readonly x: number;
  /** 1 - x. */
  readonly y: number;
}

/**
 * Regularised incomplete beta I_x(a, b): the chance that a Beta(a, b) variable is at most x.
 * Relative error below 1e-10; below 1e-308 it is 0, where `lnIncompleteBeta` still answers.
 *
 * @param x in [0, 1].
 * @param a in (0, 1e6].
 * @param b in (0, 1e6].
 * @throws {RangeError} x outside [0, 1], or a shape not above 0 and finite.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  return Math.exp(lnIncompleteBeta(x, a, b));
}

/** Natural logarithm of `incompleteBeta`: absolute error below 1e-10 however small the probability; -Infinity at x = 0. */
export function lnIncompleteBeta(x: number, a: number, b: number): number {
  return lnIncompleteBetaAt({ x, y: 1 - x }, a, b);
}

/**
 * `lnIncompleteBeta` of a point given by x and 1 - x. Its complement is the same at { x: y, y: x } with a and b swapped.
 *
 * @throws {RangeError} as `incompleteBeta`.
 * @see Press et al., Numerical Recipes (2007) 6.4 for the continued fraction and where it is used.
 */
export function lnIncompleteBetaAt({ x, y }: BetaPoint, a: number, b: number): number {
  if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) throw new RangeError(`incomplete beta at ${x}: outside [0, 1]`);
  if (!(a > 0 && b > 0 && a < Infinity && b < Infinity))
    throw new RangeError(`incomplete beta of shapes ${a}, ${b}: not above 0 and finite`);
  if (x === 0) return -Infinity;
  if (y === 0) return 0;
  if (x <= (a + 1) / (a + b + 2)) return lnByFraction({ x, y }, a, b);
  const complement = Math.exp(lnByFraction({ x: y, y: x }, b, a));
  // 1 - complement would lose digits: the fraction converges here too, only more slowly.
  return complement < 0.9 ? Math.log1p(-complement) : lnByFraction({ x, y }, a, b);
}

function lnByFraction(point: BetaPoint, a: number, b: number): number {
  return lnPower(point, a, b) - Math.log(a) + Math.log(continuedFraction(point.x, a, b));
}

/**
 * ln(x^a y^b / B(a, b)). For large shapes as a distance from the mode, as its terms in x alone are large and cancel.
 *
 * @see Didonato & Morris (1992), ACM TOMS 18, 360-373.
 */
function lnPower({ x, y }: BetaPoint, a: number, b: number): number {
  const lnX = x <= 0.5 ? Math.log(x) : Math.log1p(-y);
  const lnY = y <= 0.5 ? Math.log(y) : Math.log1p(-x);
  if (Math.min(a, b) < 10) return a * lnX + b * lnY - lnBeta(a, b);
  const shift = x <= y ? a - (a + b) * x : (a + b) * y - b;
  return (
    -(a * log1pDeviation(-shift / a) + b * log1pDeviation(shift / b)) +
    0.5 * Math.log((a / (a + b)) * b) -
    HALF_LN_TWO_PI +
    (stirlingRemainder(a + b) - stirlingRemainder(a) - stirlingRemainder(b))
  );
}

/** The fraction of I_x(a, b) = x^a y^b / (a B(a, b)) * fraction, by the modified method of Lentz. */
function continuedFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let k = 1; k <= 1_000_000; k++) {
    const even = (k * (b - k) * x) / ((a + 2 * k - 1) * (a + 2 * k));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + k) * (a + b + k) * x) / ((a + 2 * k) * (a + 2 * k + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    const factor = d * c;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-15) return fraction;
  }
  throw new RangeError(`incomplete beta at ${x} of shapes ${a}, ${b}: the continued fraction does not settle`);
}
