import { lnIncompleteBetaAt } from './incomplete-beta.ts';

/**
 * Upper tail P(F > f) of the F distribution. Relative error below 1e-10, for tails down to 1e-300.
 *
 * @param f any number; 1 at and below 0, 0 at Infinity.
 * @param dfNumerator real, > 0.
 * @param dfDenominator real, > 0.
 * @throws {RangeError} degrees of freedom not above 0 and finite, or f is NaN.
 * @see Abramowitz & Stegun (1964) 26.6.2.
 */
export function fUpperTail(f: number, dfNumerator: number, dfDenominator: number): number {
  if (!(dfNumerator > 0 && dfDenominator > 0 && dfNumerator < Infinity && dfDenominator < Infinity))
    throw new RangeError(`${dfNumerator} and ${dfDenominator} degrees of freedom: not above 0 and finite`);
  if (Number.isNaN(f)) throw new RangeError('F at NaN');
  if (f <= 0) return 1;
  const ratio = f * (dfNumerator / dfDenominator);
  if (ratio === Infinity) return 0;
  return Math.exp(lnIncompleteBetaAt({ x: 1 / (1 + ratio), y: ratio / (1 + ratio) }, dfDenominator / 2, dfNumerator / 2));
}
