/** Up to this many values a side the exact distribution of U is used where there are no ties. */
export const EXACT_LIMIT = 50;

/**
 * Lower tails of the Mann-Whitney U of samples without ties when both come from one distribution.
 * The number of orders with U = u is a coefficient of the Gaussian binomial, here by its product, factor after factor.
 *
 * @param n 1 to EXACT_LIMIT.
 * @param m 1 to EXACT_LIMIT.
 * @returns tails[u] = P(U <= u) for u = 0 ... n * m; relative error below 1e-14. P(U >= u) is tails[n * m - u].
 * @see Andrews (1976), The Theory of Partitions, 3.2; Hollander, Wolfe & Chicken (2014) 4.1 for the use.
 */
export function uLowerTails(n: number, m: number): Float64Array {
  if (!(n >= 1 && n <= EXACT_LIMIT && m >= 1 && m <= EXACT_LIMIT))
    throw new RangeError(`exact U of ${n} and ${m} values: 1 to ${EXACT_LIMIT} needed`);
  const most = n * m;
  const half = Math.floor(most / 2);
  const counts = new Float64Array(half + 1);
  counts[0] = 1;
  for (let i = 1; i <= m; i++) {
    for (let u = half; u >= n + i; u--) counts[u]! -= counts[u - n - i]!;
    for (let u = i; u <= half; u++) counts[u]! += counts[u - i]!;
  }
  const orders = orderCount(n, m);
  const tails = new Float64Array(most + 1);
  let sum = 0;
  for (let u = 0; u <= half; u++) {
    sum += counts[u]!;
    tails[u] = sum / orders;
  }
  for (let u = half + 1; u < most; u++) tails[u] = 1 - tails[most - u - 1]!;
  tails[most] = 1;
  return tails;
}

/** In how many orders n and m values can stand, C(n + m, n); Infinity where that is above 1.8e308. */
export function orderCount(n: number, m: number): number {
  const few = Math.min(n, m);
  const many = Math.max(n, m);
  let orders = 1;
  for (let i = 1; i <= few && orders < Infinity; i++) orders *= (many + i) / i;
  return orders;
}
