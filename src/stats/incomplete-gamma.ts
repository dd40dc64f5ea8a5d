import { lnGamma, stirlingRemainder } from './gamma.ts';
import { log1pDeviation } from './log1p-deviation.ts';

const HALF_LN_TWO_PI = 0.9189385332046728;

/**
 * Natural logarithm of the regularised upper incomplete gamma Q(a, x): the chance that a Gamma(a) variable is above x.
 * Absolute error below 1e-10, also where Q itself is too small for a double.
 *
 * @param a shape in (0, 1e7].
 * @param x >= 0; 0 gives 0, Infinity gives -Infinity.
 * @throws {RangeError} a is not above 0 and finite, or x is below 0 or NaN.
 * @see Abramowitz & Stegun (1964) 6.5.29 (series below the mean) and 6.5.31 (continued fraction above it).
 */
export function lnIncompleteGammaUpper(a: number, x: number): number {
  if (!(a > 0 && a < Infinity)) throw new RangeError(`incomplete gamma of shape ${a}: not above 0 and finite`);
  if (!(x >= 0)) throw new RangeError(`incomplete gamma at ${x}: below 0`);
  if (x === 0) return 0;
  if (x === Infinity) return -Infinity;
  if (x < a + 1) return Math.log1p(-Math.exp(lnPower(a, x) - Math.log(a)) * lowerSeries(a, x));
  return lnPower(a, x) + Math.log(upperFraction(a, x));
}

/** ln(x^a e^-x / Gamma(a)); for large shapes as a distance from the mode, as its terms cancel. */
function lnPower(a: number, x: number): number {
  if (a < 10) return a * Math.log(x) - x - lnGamma(a);
  return -a * log1pDeviation((x - a) / a) + 0.5 * Math.log(a) - HALF_LN_TWO_PI - stirlingRemainder(a);
}

function lowerSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= x / (a + k);
    sum += term;
  }
  return sum;
}

/** By the modified method of Lentz. */
function upperFraction(a: number, x: number): number {
  const tiny = 1e-300;
  const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / away(b);
  let fraction = d;
  for (let k = 1; k <= 1_000_000; k++) {
    const numerator = -k * (k - a);
    b += 2;
    d = 1 / away(numerator * d + b);
    c = away(b + numerator / c);
    const factor = d * c;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-15) return fraction;
  }
  throw new RangeError(`incomplete gamma of shape ${a} at ${x}: the continued fraction does not settle`);
}
