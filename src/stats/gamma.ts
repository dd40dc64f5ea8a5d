const HALF_LN_TWO_PI = 0.9189385332046728;
/** 1 - Euler's constant. */
const ONE_MINUS_EULER = 0.42278433509846713;
/** Riemann's zeta(k) - 1 for k = 2, 3, ... (mpmath 1.3). */
const ZETA_MINUS_ONE = [
  0.6449340668482264, 0.20205690315959424, 0.08232323371113814, 0.03692775514336999, 0.017343061984449237, 0.008349277381922926,
  0.0040773561979443596, 0.002008392826082117, 0.000994575127817976, 0.0004941886041194277, 0.00024608655330804474, 0.00012271334757851804,
  6.124813505881122e-5, 3.058823630697205e-5, 1.5282259408611054e-5, 7.637197637855309e-6, 3.8172932650404334e-6, 1.908212716505986e-6,
  9.53962033811706e-7, 4.769329868814509e-7, 2.384505026764572e-7, 1.1921992593144637e-7, 5.960818905137444e-8, 2.980350344294891e-8,
  1.4901554878932188e-8, 7.450711825285339e-9, 3.725334041249084e-9, 1.862659804174882e-9, 9.313274595967869e-10, 4.656628416199737e-10,
] as const;

/**
 * Natural logarithm of the gamma function. Relative error about 1e-15, also next to its zeros at 1 and 2.
 *
 * @param x > 0. Infinity gives Infinity.
 * @throws {RangeError} x is not above 0.
 * @see Abramowitz & Stegun (1964) 6.1.33 (series around 2), 6.1.15 (recurrence), 6.1.41 (Stirling).
 */
export function lnGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`lnGamma of ${x}: not above 0`);
  if (x === Infinity) return Infinity;
  if (x >= 10) return (x - 0.5) * Math.log(x) - x + HALF_LN_TWO_PI + stirlingRemainder(x);
  if (x < 0.5) return lnGamma(x + 1) - Math.log(x);
  if (x < 1.5) return lnGammaNearTwo(x - 1) - Math.log1p(x - 1);
  let product = 1;
  let shifted = x;
  while (shifted > 2.5) {
    shifted -= 1;
    product *= shifted;
  }
  return Math.log(product) + lnGammaNearTwo(shifted - 2);
}

/** lnGamma(2 + e) for |e| <= 0.5. */
function lnGammaNearTwo(e: number): number {
  let sum = 0;
  for (let k = ZETA_MINUS_ONE.length + 1; k >= 2; k--) sum = ZETA_MINUS_ONE[k - 2]! / k - e * sum;
  return e * (ONE_MINUS_EULER + e * sum);
}

/**
 * What Stirling's formula leaves: lnGamma(x) - ((x - 0.5) ln x - x + 0.5 ln(2 pi)), in (0, 1 / (12 x)).
 * Differences of large lnGamma values cancel; written with this remainder they do not.
 *
 * @param x >= 10; relative error below 1e-14 there.
 */
export function stirlingRemainder(x: number): number {
  const s = 1 / (x * x);
  return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * (691 / 360360 - s * (1 / 156))))))) / x;
}

/**
 * lnGamma(b) - lnGamma(a + b) without cancelling.
 *
 * @param a > 0.
 * @param b >= 10.
 */
function lnGammaStep(a: number, b: number): number {
  return a - (a + b - 0.5) * Math.log1p(a / b) - a * Math.log(b) + stirlingRemainder(b) - stirlingRemainder(a + b);
}

/**
 * Natural logarithm of the beta function, lnGamma(a) + lnGamma(b) - lnGamma(a + b), without the cancelling of that sum.
 *
 * @param a > 0.
 * @param b > 0.
 * @throws {RangeError} a or b is not above 0 and finite.
 * @see Didonato & Morris (1992), ACM TOMS 18, 360-373, for the arrangement of the terms.
 */
export function lnBeta(a: number, b: number): number {
  if (!(a > 0 && b > 0 && a < Infinity && b < Infinity)) throw new RangeError(`lnBeta(${a}, ${b}): not above 0 and finite`);
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  if (large < 10) return lnGamma(small) + (lnGamma(large) - lnGamma(small + large));
  if (small < 10) return lnGamma(small) + lnGammaStep(small, large);
  const share = small / (small + large);
  return (
    HALF_LN_TWO_PI -
    0.5 * Math.log(large) +
    (small - 0.5) * Math.log(share) -
    large * Math.log1p(small / large) +
    (stirlingRemainder(small) + stirlingRemainder(large) - stirlingRemainder(small + large))
  );
}
