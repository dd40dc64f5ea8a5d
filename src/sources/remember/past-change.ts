/** Sums of the same numbers in another order differ in their last digits: below this share of the value nothing has changed. */
const ROUNDING = 1e-9;

/** Values of a source's past that are not what they were. */
export interface PastChange {
  /** How many, over all series; 1 or more. */
  readonly values: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** What is said of one step asked for a second time. `late`: there was no sample, and now there is one. */
export type Difference = 'same' | 'late' | 'changed';

/** NaN is a step without a sample. */
export function differenceOf(before: number, now: number): Difference {
  if (before === now) return 'same';
  if (Number.isNaN(before)) return Number.isNaN(now) ? 'same' : 'late';
  return Math.abs(before - now) <= ROUNDING * Math.max(Math.abs(before), Math.abs(now)) && Number.isFinite(before - now)
    ? 'same'
    : 'changed';
}

/** A clause for people. */
export function describeChange({ values, firstMs, lastMs }: PastChange): string {
  const at = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');
  const when = firstMs === lastMs ? `at ${at(firstMs)}` : `from ${at(firstMs)} to ${at(lastMs)}`;
  const are = values === 1 ? 'value is not what it was' : 'values are not what they were';
  return `the past changed in the source: ${values} ${are} ${when}; judged as it is now`;
}
