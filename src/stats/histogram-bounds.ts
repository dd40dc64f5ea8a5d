/**
 * The bucket bounds that both sides have, ascending. A count of events up to a bound can be compared only where both sides count up to
 * that very bound, so buckets are merged, never split.
 * @param control    ascending upper bounds, the last one Infinity.
 * @param candidate  likewise.
 * @returns at least [Infinity].
 */
export function commonBounds(control: Float64Array, candidate: Float64Array): Float64Array {
  return control.filter((bound) => bound === Infinity || candidate.includes(bound));
}

/**
 * Counts of one step merged into fewer buckets.
 * @param counts  events per bucket of `bounds`, not cumulative.
 * @param target  bounds out of `bounds`, the last one Infinity.
 */
export function rebucket(bounds: Float64Array, counts: ArrayLike<number>, target: Float64Array): Float64Array {
  const merged = new Float64Array(target.length);
  let bucket = 0;
  for (let i = 0; i < bounds.length; i++) {
    while (bounds[i]! > target[bucket]!) bucket++;
    merged[bucket]! += counts[i]!;
  }
  return merged;
}

/** The finite bound nearest to a value, the lower one of two equally near; undefined when there is none. */
export function nearestBound(bounds: Float64Array, value: number): number | undefined {
  let nearest: number | undefined;
  for (const bound of bounds) {
    if (bound === Infinity) continue;
    if (nearest === undefined || Math.abs(bound - value) < Math.abs(nearest - value)) nearest = bound;
  }
  return nearest;
}
