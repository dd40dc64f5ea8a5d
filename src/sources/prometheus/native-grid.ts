/**
 * The bucket bounds of native histograms. At resolution ("schema") s, from -4 to 8, a power of two is divided into 2^s buckets, so every
 * bound of a coarser resolution is one of each finer one, and all bounds are 2^(k / 256).
 * @see https://prometheus.io/docs/specs/native_histograms/#schema
 */
const FINEST = 8;
const COARSEST = -4;
/** Servers take these powers from tables; ours may differ in the last digit, and a custom bound is never that near by chance. */
const TOLERANCE = 1e-12;

/** log2 of the magnitude where it is a bound of the finest resolution, a multiple of 1/256; undefined for any other value. */
export function gridExponent(value: number): number | undefined {
  const magnitude = Math.abs(value);
  if (!(magnitude > 0 && magnitude < Infinity)) return undefined;
  const exponent = Math.round(Math.log2(magnitude) * 2 ** FINEST) / 2 ** FINEST;
  return Math.abs(2 ** exponent / magnitude - 1) < TOLERANCE ? exponent : undefined;
}

/** The value as this machine computes it from its exponent, so that bounds of servers and resolutions compare equal; others as they are. */
export function gridValue(value: number): number {
  const exponent = gridExponent(value);
  return exponent === undefined ? value : Math.sign(value) * 2 ** exponent;
}

/** The resolution of which (left, right] is one bucket; undefined where it is none: a zero bucket, a custom one, one cut by the zero bucket. */
export function bucketSchema(left: number, right: number): number | undefined {
  if (!(left * right > 0)) return undefined;
  const from = gridExponent(left);
  const to = gridExponent(right);
  if (from === undefined || to === undefined) return undefined;
  const schema = -Math.log2(Math.abs(to - from));
  return Number.isInteger(schema) && schema >= COARSEST && schema <= FINEST ? schema : undefined;
}

/** Whether a value is a bound at a resolution. Values that are bounds at none, custom ones, are at every. */
export function isAtSchema(value: number, schema: number): boolean {
  const exponent = gridExponent(value);
  return exponent === undefined || Number.isInteger(exponent * 2 ** schema);
}

/** The bounds of a resolution from 2^low to 2^high, both included, ascending. */
export function gridBounds({ low, high }: ExponentRange, schema: number): readonly number[] {
  const first = Math.floor(low * 2 ** schema);
  const last = Math.ceil(high * 2 ** schema);
  return Array.from({ length: last - first + 1 }, (_, index) => 2 ** ((first + index) / 2 ** schema));
}

/** log2 of the lowest and of the highest magnitude. */
export interface ExponentRange {
  readonly low: number;
  readonly high: number;
}

/** The finest resolution, at most `limit`, that divides the range into `buckets` or fewer; the coarsest when none does. */
export function schemaFor({ low, high }: ExponentRange, limit: number, buckets: number): number {
  let schema = limit;
  while (schema > COARSEST && (high - low) * 2 ** schema > buckets) schema--;
  return schema;
}

export const FINEST_SCHEMA = FINEST;
