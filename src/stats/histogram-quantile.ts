export interface HistogramQuantile {
  /** In the bounds' unit; NaN when there is no event. */
  readonly value: number;
  /** The quantile lies above the highest finite bound: `value` is that bound, and all that is known is that the quantile is larger. */
  readonly open: boolean;
}

/**
 * A quantile of a histogram, events spread evenly inside their bucket, as Prometheus's histogram_quantile does: the first bucket starts
 * at 0 when its bound is positive; otherwise the bucket's own bound stands for it.
 * @param bounds  ascending upper bounds, the last one Infinity.
 * @param counts  events per bucket, not cumulative, >= 0.
 * @param q       in (0, 1).
 */
export function histogramQuantile(bounds: Float64Array, counts: ArrayLike<number>, q: number): HistogramQuantile {
  let total = 0;
  for (let b = 0; b < bounds.length; b++) total += counts[b]!;
  if (!(total > 0)) return { value: Number.NaN, open: false };
  const rank = q * total;
  let below = 0;
  let bucket = 0;
  while (bucket < bounds.length - 1 && below + counts[bucket]! < rank) below += counts[bucket++]!;
  const upper = bounds[bucket]!;
  if (upper === Infinity) return { value: bucket === 0 ? Number.NaN : bounds[bucket - 1]!, open: true };
  if (bucket === 0 && upper <= 0) return { value: upper, open: false };
  const lower = bucket === 0 ? 0 : bounds[bucket - 1]!;
  const share = counts[bucket]! > 0 ? Math.min(Math.max((rank - below) / counts[bucket]!, 0), 1) : 0;
  return { value: lower + (upper - lower) * share, open: false };
}

/** Share of the events above `bound`, in [0, 1]; NaN when there is no event. `bound` is one of the bounds. */
export function shareAbove(bounds: Float64Array, counts: ArrayLike<number>, bound: number): number {
  let above = 0;
  let total = 0;
  for (let b = 0; b < bounds.length; b++) {
    total += counts[b]!;
    if (bounds[b]! > bound) above += counts[b]!;
  }
  return total > 0 ? above / total : Number.NaN;
}
