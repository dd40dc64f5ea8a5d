import { normalUpperTail } from './normal.ts';
import { studentTAtNormal } from './student-t.ts';

/** Number of steps at which the boundary is tightest. */
const TIGHTEST_AT = 30;

/**
 * Mixing parameter of the one-sided normal-mixture boundary, in steps, > 0: where in time the boundary is tight.
 * @param alpha       one-sided error level over all looks, in (0, 0.5).
 * @param tightestAt  steps, > 0.
 * @see Howard, Ramdas, McAuliffe & Sekhon, Time-uniform, nonparametric, nonasymptotic confidence sequences (2021), section 3.5.
 */
export function mixtureRho(alpha: number, tightestAt: number = TIGHTEST_AT): number {
  const logInverse = -Math.log(2 * alpha);
  return tightestAt / (2 * logInverse + Math.log1p(2 * logInverse));
}

/**
 * How many standard errors the mean of n steps may be off, at every n together: P(any n: mean_n - mu > z(n) se_n) <= alpha.
 * Falls until about 30 steps and rises very slowly afterwards.
 * @param n      steps, > 0.
 * @param alpha  one-sided, in (0, 0.5).
 * @throws {RangeError} alpha outside (0, 0.5) or n not positive.
 * @see Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas, Time-uniform central limit theory and asymptotic confidence sequences (2024).
 */
export function mixtureBoundary(n: number, alpha: number, tightestAt: number = TIGHTEST_AT): number {
  if (!(alpha > 0 && alpha < 0.5)) throw new RangeError(`alpha is ${alpha}, not in (0, 0.5)`);
  if (!(n > 0)) throw new RangeError(`n is ${n}, not positive`);
  const rho = mixtureRho(alpha, tightestAt);
  return Math.sqrt(((n + rho) / n) * 2 * Math.log1p(Math.sqrt((n + rho) / rho) / (2 * alpha)));
}

/** Upper tail of the normal distribution at the boundary: what one look may spend, in (0, 0.5). Same arguments and errors. */
export function boundaryTail(n: number, alpha: number, tightestAt: number = TIGHTEST_AT): number {
  return normalUpperTail(mixtureBoundary(n, alpha, tightestAt));
}

/** The boundary when the standard error itself is estimated: Student's t quantile with the same upper tail. `df` > 0. */
export function studentBoundary(n: number, alpha: number, df: number): number {
  return studentTAtNormal(mixtureBoundary(n, alpha), df);
}
