/** Neighbouring bins differ by 5 %. */
const LOG_RATIO = Math.log(1.05);
/** From the smallest number to 1. A half, so that 1, which is frequent, lies in the middle of its bin and stands for it. */
const BINS_TO_ONE = 424.5;
/** Nearer to zero than this, about 1e-9, is zero. */
const SMALLEST = Math.exp(-BINS_TO_ONE * LOG_RATIO);

/** The bin of a finite number on a scale that is logarithmic on either side of zero, and whose bin 0 is zero. Larger numbers never have smaller bins. */
export function logBin(value: number): number {
  const size = Math.abs(value);
  if (size < SMALLEST) return 0;
  const bin = 1 + Math.max(0, Math.floor(Math.log(size) / LOG_RATIO + BINS_TO_ONE));
  return value < 0 ? -bin : bin;
}

/** A number that stands for those of a bin: the geometric middle, within 2.5 % of each of them. */
export function valueOfLogBin(bin: number): number {
  if (bin === 0) return 0;
  return Math.sign(bin) * Math.exp((Math.abs(bin) - 0.5 - BINS_TO_ONE) * LOG_RATIO);
}

/** The upper bound of a bin; that of bin 0 is the smallest number that is not zero. */
export function upperBoundOfLogBin(bin: number): number {
  if (bin >= 0) return Math.exp((bin - BINS_TO_ONE) * LOG_RATIO);
  return -Math.exp((-bin - 1 - BINS_TO_ONE) * LOG_RATIO);
}
