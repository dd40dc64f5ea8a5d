import { bucketSchema, type ExponentRange, FINEST_SCHEMA, gridBounds, gridExponent, isAtSchema, schemaFor } from './native-grid.ts';

/** Events between two bounds. Which of them belongs to the bucket makes no difference to measured values and is not kept. */
export interface NativeBucket {
  readonly left: number;
  readonly right: number;
}

/** As many as servers let a native histogram have by default, twice over; a finer look at it costs memory and shows nothing more. */
const MOST_GRID_BOUNDS = 256;
/** How far beyond the events bounds go on, as a power of two: the other side's events may lie there, and both sides need the same bounds. */
const BEYOND = 2;

/**
 * Finite bounds, ascending, that every one of these buckets lies wholly below or wholly above: events are then counted up to each of them
 * exactly, whatever resolutions the buckets have. Beside the buckets' own bounds, those of their common resolution: a bound at which
 * nothing was counted is known as well, and the other side may have events there.
 * @param buckets each with at least one event, distinct.
 */
export function boundsOf(buckets: readonly NativeBucket[]): readonly number[] {
  const negative = buckets.some(({ left, right }) => left < 0 && !(right > 0));
  const range = exponentRange(buckets);
  const common = buckets.reduce((least, { left, right }) => Math.min(least, bucketSchema(left, right) ?? FINEST_SCHEMA), FINEST_SCHEMA);
  const finest = schemaFor(range ?? { low: 0, high: 0 }, FINEST_SCHEMA, MOST_GRID_BOUNDS / (negative ? 2 : 1));
  const candidates = new Set<number>();
  for (const { left, right } of buckets) {
    // The lower end of a zero bucket beside positive events alone is a bound with nothing below it.
    const ends = !negative && left < 0 ? [right] : [left, right];
    for (const end of ends) if (Number.isFinite(end) && isAtSchema(end, finest)) candidates.add(end);
  }
  if (range) {
    for (const bound of gridBounds(range, Math.min(common, finest))) {
      candidates.add(bound);
      if (negative) candidates.add(-bound);
    }
  }
  return [...candidates]
    .filter((bound) => Number.isFinite(bound) && !buckets.some(({ left, right }) => left < bound && bound < right))
    .sort((a, b) => a - b);
}

/** Where buckets of some resolution lie, and a little more; undefined when none is of any. */
function exponentRange(buckets: readonly NativeBucket[]): ExponentRange | undefined {
  const exponents = buckets
    .filter(({ left, right }) => bucketSchema(left, right) !== undefined)
    .flatMap(({ left, right }) => [gridExponent(left)!, gridExponent(right)!]);
  if (exponents.length === 0) return undefined;
  const fold = (choose: (a: number, b: number) => number): number => exponents.reduce((a, b) => choose(a, b));
  return { low: fold(Math.min) - BEYOND, high: fold(Math.max) + BEYOND };
}
