/**
 * P values adjusted for how many there are: calling those at or below q proven lets through a share of false ones of at most q, in the
 * mean, when they are independent or depend positively on each other.
 *
 * @param pValues each in [0, 1], any order.
 * @returns in the same order, each in [its p value, 1].
 * @throws {RangeError} a value is outside [0, 1].
 * @see Benjamini & Hochberg, Controlling the false discovery rate (1995); equals scipy 1.17 stats.false_discovery_control(method="bh").
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  for (const p of pValues) if (!(p >= 0 && p <= 1)) throw new RangeError(`p value ${p} is outside [0, 1]`);
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[b]! - pValues[a]!);
  const adjusted = new Array<number>(pValues.length);
  let least = 1;
  order.forEach((i, place) => {
    least = Math.min(least, (pValues[i]! * pValues.length) / (pValues.length - place));
    adjusted[i] = least;
  });
  return adjusted;
}
