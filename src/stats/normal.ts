const TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);
const LN_SQRT_TWO_PI = 0.9189385332046728;
/** Where the continued fraction takes over from the series, in standard deviations. */
const SWITCH = 2.8;

/**
 * Upper tail P(Z > z) of the standard normal. Relative error below 1e-12 for z <= 38, where it is 3e-316.
 *
 * Use this and not 1 - cdf(z): that difference is 0 from z = 8.3 on.
 *
 * @param z any number; Infinity gives 0, -Infinity 1.
 * @see Abramowitz & Stegun (1964) 7.1.6 (series, small |z|) and 7.1.14 (continued fraction, large z).
 */
export function normalUpperTail(z: number): number {
  if (z < 0) return 1 - normalUpperTail(-z);
  if (z < SWITCH) return 0.5 - 0.5 * erfSeries(z / Math.SQRT2);
  return normalDensity(z) * millsRatio(z);
}

/**
 * Natural logarithm of the upper tail P(Z > z), also where the tail itself is too small for a double.
 * Relative error below 1e-12.
 *
 * @param z any number; Infinity gives -Infinity, -Infinity gives 0.
 */
export function normalLogUpperTail(z: number): number {
  if (z < 0) return Math.log1p(-normalUpperTail(-z));
  if (z === Infinity) return -Infinity;
  if (z < SWITCH) return Math.log(normalUpperTail(z));
  return -0.5 * z * z - LN_SQRT_TWO_PI + Math.log(millsRatio(z));
}

/**
 * The z with P(Z > z) = p: the upper quantile of the standard normal. Relative error below 1e-12 down to p = 1e-300,
 * except within 0.001 of p = 0.5, where the absolute error is below 1e-15.
 *
 * @param p in [0, 1]; 0 gives Infinity, 0.5 gives 0, 1 gives -Infinity.
 * @throws {RangeError} p is outside [0, 1].
 * @see Abramowitz & Stegun (1964) 26.2.23 for the start, then Newton's method on the logarithm of the tail.
 */
export function normalQuantileUpper(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`probability ${p} is outside [0, 1]`);
  if (p > 0.5) return -normalQuantileUpper(1 - p);
  if (p === 0) return Infinity;
  if (p === 0.5) return 0;
  const target = Math.log(p);
  let z = normalQuantileStart(p);
  // The start is off by less than 4.5e-4 and the logarithm of the tail is nearly a parabola: three steps reach rounding.
  for (let i = 0; i < 4; i++) z += (normalLogUpperTail(z) - target) * Math.exp(normalLogUpperTail(z) + 0.5 * z * z + LN_SQRT_TWO_PI);
  return z;
}

/**
 * `normalQuantileUpper` to 4.5e-4, for searches to start from.
 *
 * @param p in (0, 0.5].
 * @see Abramowitz & Stegun (1964) 26.2.23.
 */
export function normalQuantileStart(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}

function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z - LN_SQRT_TWO_PI);
}

function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > 1e-17 * sum; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return TWO_OVER_SQRT_PI * Math.exp(-x * x) * sum;
}

/** Upper tail over density, for z >= 2.8. */
function millsRatio(z: number): number {
  let fraction = z;
  for (let k = 120; k >= 1; k--) fraction = z + k / fraction;
  return 1 / fraction;
}
