import { findRoot } from './find-root.ts';
import { normalQuantileUpper, normalUpperTail } from './normal.ts';

/**
 * Upper tail P(X > x) of the noncentral chi-squared distribution, to about 0.005, at any size of x and the noncentrality.
 *
 * @param x >= 0.
 * @param df degrees of freedom, >= 1.
 * @param lambda noncentrality, >= 0: the mean is df + lambda.
 * @see Sankaran, On the non-central chi-square distribution (1959): a power of X is nearly normal.
 */
export function noncentralChiSquaredUpperTail(x: number, df: number, lambda: number): number {
  return normalUpperTail(deviate(x, df, lambda));
}

/**
 * The noncentralities that an observed value does not speak against.
 *
 * @param x >= 0, as observed.
 * @param df >= 1.
 * @param alpha error level of each end, in (0, 0.5).
 * @returns lower 0 where x is no larger than chance makes it; upper >= lower.
 */
export function noncentralityInterval(x: number, df: number, alpha: number): { readonly lower: number; readonly upper: number } {
  const z = normalQuantileUpper(alpha);
  return { lower: reaching(x, df, z), upper: reaching(x, df, -z) };
}

/** The noncentrality at which x is `z` deviates out; 0 where even none of it leaves x nearer than that. The deviate falls as it grows. */
function reaching(x: number, df: number, z: number): number {
  const beyond = (lambda: number): number => deviate(x, df, lambda) - z;
  const none = { at: 0, value: beyond(0) };
  if (!(none.value > 0)) return 0;
  let far = 2 * (x + df) + 10;
  while (beyond(far) > 0) far *= 2;
  return findRoot(beyond, none, { at: far, value: beyond(far) }, 1e-9 * far);
}

function deviate(x: number, df: number, lambda: number): number {
  const mean = df + lambda;
  const h = 1 - ((2 / 3) * (mean * (df + 3 * lambda))) / (df + 2 * lambda) ** 2;
  const p = (df + 2 * lambda) / mean ** 2;
  const m = (h - 1) * (1 - 3 * h);
  const middle = 1 + h * p * (h - 1 - 0.5 * (2 - h) * m * p);
  return ((x / mean) ** h - middle) / (h * Math.sqrt(2 * p) * (1 + 0.5 * m * p));
}
