import { lnIncompleteGammaUpper } from './incomplete-gamma.ts';
import { invertUpperTail } from './invert-upper-tail.ts';

/**
 * Upper tail P(X > x) of the chi-squared distribution. Relative error below 1e-10, for tails down to 1e-300.
 *
 * @param x any number; 1 at and below 0, 0 at Infinity.
 * @param df degrees of freedom, real, > 0.
 * @throws {RangeError} df is not above 0 and finite, or x is NaN.
 * @see Abramowitz & Stegun (1964) 26.4.19.
 */
export function chiSquaredUpperTail(x: number, df: number): number {
  return Math.exp(chiSquaredLogUpperTail(x, df));
}

/** Natural logarithm of `chiSquaredUpperTail`, also where the tail is too small for a double. */
export function chiSquaredLogUpperTail(x: number, df: number): number {
  return lnIncompleteGammaUpper(df / 2, x < 0 ? 0 : x / 2);
}

/**
 * The x with P(X > x) = p: the upper quantile of the chi-squared distribution. Relative error below 1e-10
 * for p in [1e-300, 0.999].
 *
 * @param p in [0, 1]; 0 gives Infinity, 1 gives 0.
 * @param df degrees of freedom, real, > 0.
 * @throws {RangeError} p is outside [0, 1], or df is not above 0 and finite.
 */
export function chiSquaredQuantileUpper(p: number, df: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`probability ${p} is outside [0, 1]`);
  if (!(df > 0 && df < Infinity)) throw new RangeError(`${df} degrees of freedom: not above 0 and finite`);
  if (p === 0) return Infinity;
  if (p === 1) return 0;
  return df * invertUpperTail((t) => chiSquaredLogUpperTail(t * df, df), Math.log(p));
}
