/** Distances between two histograms over the same buckets: `control` and `candidate` are events per bucket, >= 0, of equal length. */
type Counts = ArrayLike<number>;

/** Added to every bucket of a side before shares are taken, so that an empty one does not make the index infinite. */
const PSEUDO_COUNT = 0.5;

/**
 * P(candidate > control) + P(equal) / 2 for an event of each side, in [0, 1]: 0.5 when neither is larger. Events of one bucket are equal.
 * NaN when a side has no event.
 */
export function commonLanguageEffect(control: Counts, candidate: Counts): number {
  let below = 0;
  let wins = 0;
  for (let b = 0; b < control.length; b++) {
    wins += candidate[b]! * (below + control[b]! / 2);
    below += control[b]!;
  }
  return wins / (below * total(candidate));
}

/**
 * Population stability index, >= 0, over the buckets that either side occupies; half an event is added to each bucket of each side.
 * NaN when a side has no event: half events alone would read as equal.
 */
export function populationStabilityIndex(control: Counts, candidate: Counts): number {
  const occupied = occupiedBuckets(control, candidate);
  const controlTotal = total(control);
  const candidateTotal = total(candidate);
  if (!(controlTotal > 0 && candidateTotal > 0)) return Number.NaN;
  const added = PSEUDO_COUNT * occupied.length;
  let index = 0;
  for (const b of occupied) {
    const p = (control[b]! + PSEUDO_COUNT) / (controlTotal + added);
    const q = (candidate[b]! + PSEUDO_COUNT) / (candidateTotal + added);
    index += (q - p) * Math.log(q / p);
  }
  return index;
}

/** Jensen-Shannon divergence in nats, in [0, ln 2]. NaN when a side has no event. */
export function jensenShannonDivergence(control: Counts, candidate: Counts): number {
  const controlTotal = total(control);
  const candidateTotal = total(candidate);
  if (!(controlTotal > 0 && candidateTotal > 0)) return Number.NaN;
  let divergence = 0;
  for (let b = 0; b < control.length; b++) {
    const p = control[b]! / controlTotal;
    const q = candidate[b]! / candidateTotal;
    const middle = (p + q) / 2;
    if (p > 0) divergence += (p / 2) * Math.log(p / middle);
    if (q > 0) divergence += (q / 2) * Math.log(q / middle);
  }
  return Math.max(0, divergence);
}

/** Kolmogorov-Smirnov distance: the largest gap between the two cumulative shares at a bound, in [0, 1]. NaN when a side has no event. */
export function kolmogorovSmirnovDistance(control: Counts, candidate: Counts): number {
  let largest = 0;
  for (const gap of cumulativeGaps(control, candidate)) largest = Number.isNaN(gap) ? Number.NaN : Math.max(largest, Math.abs(gap));
  return largest;
}

/**
 * Wasserstein-1 distance in the bounds' unit, >= 0: how far the events would have to be moved on average, every event lying at its
 * bucket's upper bound. Moves into or out of the open bucket have no length and count nothing. NaN when a side has no event.
 * @param bounds  ascending upper bounds; the last one may be Infinity.
 */
export function wassersteinDistance(control: Counts, candidate: Counts, bounds: Float64Array): number {
  const gaps = cumulativeGaps(control, candidate);
  let distance = 0;
  for (let b = 0; b + 1 < bounds.length; b++) {
    if (bounds[b + 1] !== Infinity) distance += Math.abs(gaps[b]!) * (bounds[b + 1]! - bounds[b]!);
    else if (Number.isNaN(gaps[b]!)) return Number.NaN;
  }
  return distance;
}

/** Buckets in which at least one side has an event. */
export function occupiedBuckets(control: Counts, candidate: Counts): number[] {
  return Array.from({ length: control.length }, (_, b) => b).filter((b) => control[b]! + candidate[b]! > 0);
}

export function total(counts: Counts): number {
  let all = 0;
  for (let b = 0; b < counts.length; b++) all += counts[b]!;
  return all;
}

function cumulativeGaps(control: Counts, candidate: Counts): Float64Array {
  const controlTotal = total(control);
  const candidateTotal = total(candidate);
  const gaps = new Float64Array(control.length);
  let p = 0;
  let q = 0;
  for (let b = 0; b < control.length; b++) {
    p += control[b]!;
    q += candidate[b]!;
    gaps[b] = controlTotal > 0 && candidateTotal > 0 ? q / candidateTotal - p / controlTotal : Number.NaN;
  }
  return gaps;
}
