import { lnBeta } from './gamma.ts';
import { lnIncompleteBetaAt } from './incomplete-beta.ts';
import { invertUpperTail } from './invert-upper-tail.ts';
import { normalLogUpperTail, normalQuantileStart, normalQuantileUpper } from './normal.ts';

/** From here on the difference to the normal is below the rounding of the tail. */
const AS_GOOD_AS_NORMAL = 1e18;

/**
 * Upper tail P(T > t) of Student's t. Relative error below 1e-10, for tails down to 1e-300.
 *
 * @param t any number; Infinity gives 0, -Infinity 1.
 * @param df degrees of freedom, real, > 0; Infinity is the standard normal.
 * @throws {RangeError} df is not above 0, or t is NaN.
 * @see Abramowitz & Stegun (1964) 26.7.1: half of I_x(df / 2, 1 / 2) at x = df / (df + t^2).
 */
export function studentTUpperTail(t: number, df: number): number {
  return t < 0 ? 1 - studentTUpperTail(-t, df) : Math.exp(studentTLogUpperTail(t, df));
}

/** Natural logarithm of `studentTUpperTail`, also where the tail is too small for a double. */
export function studentTLogUpperTail(t: number, df: number): number {
  if (Number.isNaN(t)) throw new RangeError('Student t at NaN');
  if (!(df > 0)) throw new RangeError(`${df} degrees of freedom: not above 0`);
  if (t < 0) return Math.log1p(-studentTUpperTail(-t, df));
  if (df >= AS_GOOD_AS_NORMAL) return normalLogUpperTail(t);
  if (t === Infinity) return -Infinity;
  const scaled = t / Math.sqrt(df);
  // Far out only the first term of the fraction is left, and the square might overflow.
  if (scaled > 1e15) return -df * Math.log(scaled) - Math.log(df) - lnBeta(df / 2, 0.5);
  const ratio = scaled * scaled;
  return lnIncompleteBetaAt({ x: 1 / (1 + ratio), y: ratio / (1 + ratio) }, df / 2, 0.5) - Math.LN2;
}

/**
 * The t with P(T > t) = p: the upper quantile of Student's t. Relative error below 1e-10 down to p = 1e-300,
 * except next to p = 0.5, where the absolute error is below 1e-10.
 *
 * @param p in [0, 1]; 0 gives Infinity, 0.5 gives 0, 1 gives -Infinity.
 * @param df degrees of freedom, real, >= 1; Infinity is the standard normal.
 * @throws {RangeError} p is outside [0, 1] or df is below 1.
 */
export function studentTQuantileUpper(p: number, df: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`probability ${p} is outside [0, 1]`);
  if (!(df >= 1)) throw new RangeError(`${df} degrees of freedom: not at least 1`);
  if (p > 0.5) return -studentTQuantileUpper(1 - p, df);
  if (p === 0) return Infinity;
  if (p === 0.5) return 0;
  if (df >= AS_GOOD_AS_NORMAL) return normalQuantileUpper(p);
  return pointOfLogTail(Math.log(p), df, normalQuantileStart(p));
}

/**
 * The t whose upper tail under Student's t is that of `z` under the standard normal. Precision of `studentTQuantileUpper`.
 *
 * @param z >= 0; 0 gives 0, Infinity gives Infinity.
 * @param df degrees of freedom, real, >= 1; Infinity gives z.
 * @throws {RangeError} z is below 0 or NaN, or df is below 1.
 */
export function studentTAtNormal(z: number, df: number): number {
  if (!(z >= 0)) throw new RangeError(`normal deviate ${z}: not at least 0`);
  if (!(df >= 1)) throw new RangeError(`${df} degrees of freedom: not at least 1`);
  if (z === 0 || z === Infinity || df >= AS_GOOD_AS_NORMAL) return z;
  return pointOfLogTail(normalLogUpperTail(z), df, z);
}

/**
 * The t > 0 at which the log tail is `target`: Halley's method on the log tail from the normal deviate `z` of about the same tail, and
 * where it is slow (few degrees of freedom, far out) the bracketed search.
 *
 * @see Abramowitz & Stegun (1964) 26.7.5 for the start.
 */
function pointOfLogTail(target: number, df: number, z: number): number {
  const logTail = (t: number): number => studentTLogUpperTail(t, df);
  if (df < 3) return invertUpperTail(logTail, target);
  const s = z * z;
  const first = (z * (s + 1)) / 4;
  const second = (z * ((5 * s + 16) * s + 3)) / 96;
  const third = (z * (((3 * s + 19) * s + 17) * s - 15)) / 384;
  let t = z + (first + (second + third / df) / df) / df;
  const lnScale = -lnBeta(df / 2, 0.5) - 0.5 * Math.log(df);
  for (let round = 0; round < 6 && t > 0 && t < Infinity; round++) {
    const lnTail = logTail(t);
    const off = lnTail - target;
    const hazard = Math.exp(lnScale - 0.5 * (df + 1) * Math.log1p((t * t) / df) - lnTail);
    const bend = 0.5 * off * (1 - ((df + 1) * t) / ((df + t * t) * hazard));
    const step = off / (hazard * (1 + bend));
    t += step;
    // The error left is about the cube of the step.
    if (Math.abs(step) <= 1e-6 * Math.max(t, 1e-3) && Math.abs(bend) < 0.1) return t;
  }
  return invertUpperTail(logTail, target);
}
