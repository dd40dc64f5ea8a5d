/**
 * The incumbent's rule on one look, for comparison: High when the lower end of the 98 % interval of the Hodges-Lehmann shift is above a
 * quarter of the shift itself. By normal approximation with tie and continuity correction, as Kayenta's MannWhitneyClassifier does it;
 * its absolute solver tolerance of 1e-4 is left out (values here are near 1, where it does not matter).
 *
 * The interval's ends and the shift are roots of a step function in the shift, found here by bisection over the sorted differences.
 */
const Z_98 = 2.3263478740408408;

export function isHigh(control: Float64Array, candidate: Float64Array, allowedIncrease = 1): boolean {
  const differences = sortedDifferences(control, candidate);
  const n = control.length;
  const m = candidate.length;
  const sigma = Math.sqrt((n * m * (n + m + 1)) / 12);
  // W(mu) = (#{difference > mu} - nm/2 - sign/2) / sigma crosses z where that many differences lie above.
  const rootAt = (z: number): number => {
    const above = (n * m) / 2 + z * sigma + 0.5 * Math.sign(z);
    const index = Math.min(n * m - 1, Math.max(0, Math.floor(n * m - above)));
    return differences[index]!;
  };
  const shift = rootAt(0);
  if (rootAt(Z_98) <= 0.25 * Math.abs(shift)) return false;
  return mean(candidate) / mean(control) >= allowedIncrease;
}

function sortedDifferences(control: Float64Array, candidate: Float64Array): Float64Array {
  const differences = new Float64Array(control.length * candidate.length);
  let k = 0;
  for (const a of candidate) for (const b of control) differences[k++] = a - b;
  return differences.sort();
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
