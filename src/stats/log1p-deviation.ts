/**
 * e - ln(1 + e), without cancelling near 0. It is the deviance of one observation, and >= 0.
 *
 * @param e > -1.
 */
export function log1pDeviation(e: number): number {
  if (Math.abs(e) > 0.2) return e - Math.log1p(e);
  // ln(1 + e) = 2 artanh(r) with r = e / (2 + e), so e - ln(1 + e) = r e - 2 (r^3 / 3 + r^5 / 5 + ...).
  const r = e / (2 + e);
  const square = r * r;
  let sum = 0;
  for (let k = 19; k >= 3; k -= 2) sum = sum * square + 1 / k;
  return r * (e - 2 * square * sum);
}
