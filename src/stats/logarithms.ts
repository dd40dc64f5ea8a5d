/** Leading binary digits of a number that choose its entry of the table. */
const DIGITS = 7;
const ENTRIES = 1 << DIGITS;
/** Middles of the parts of [1, 2), their inverses and logarithms. */
const MIDDLE = Float64Array.from({ length: ENTRIES }, (_, i) => 1 + (i + 0.5) / ENTRIES);
const INVERSE = MIDDLE.map((middle) => 1 / middle);
const LOGARITHM = MIDDLE.map((middle) => Math.log(middle));
/** What brings a number with this sign and biased exponent into [1, 2); NaN for what is negative, zero, denormal, infinite or NaN. */
const SCALE = Float64Array.from({ length: 4096 }, (_, exponent) =>
  exponent >= 1 && exponent <= 2046 ? 2 ** (1023 - exponent) : Number.NaN,
);
/** Which 32-bit half of a double holds its sign and exponent: the byte order of the machine. */
const HIGH_HALF = new Uint32Array(Float64Array.of(1).buffer)[1] === 0 ? 0 : 1;

/**
 * The natural logarithm of each value: that of a number near it from a table, and a short series for the rest, which takes less than half
 * of the time of `Math.log`. The error is below 4.5e-16 of the logarithm, or of 1 where it is smaller. Equal values have equal logarithms.
 *
 * @param values any; as with `Math.log`, 0 gives -Infinity and what is below NaN.
 * @param result where they are put, as long as the values and not these themselves; default an array of its own.
 * @see Tang (1990), Table-driven implementation of the logarithm function, ACM Transactions on Mathematical Software 16, 378-400.
 */
export function logarithms(values: Float64Array, result: Float64Array = new Float64Array(values.length)): Float64Array {
  const n = values.length;
  const halves = new Uint32Array(values.buffer, values.byteOffset, 2 * n);
  let check = 0;
  for (let i = 0; i < n; i++) {
    const half = halves[2 * i + HIGH_HALF]!;
    const exponent = half >>> 20;
    const entry = (half >>> (20 - DIGITS)) & (ENTRIES - 1);
    const rest = (values[i]! * SCALE[exponent]! - MIDDLE[entry]!) * INVERSE[entry]!;
    const square = rest * rest;
    const tail = 1 / 2 - rest * (1 / 3) + square * (1 / 4 - rest * (1 / 5) + square * (1 / 6 - rest * (1 / 7)));
    const logarithm = (exponent - 1023) * Math.LN2 + LOGARITHM[entry]! + (rest - square * tail);
    result[i] = logarithm;
    check += 0 * logarithm;
  }
  // Apart, as a call within the loop above would double its time.
  if (check === 0) return result;
  for (let i = 0; i < n; i++) if (Number.isNaN(result[i]!)) result[i] = Math.log(values[i]!);
  return result;
}

const one = new Float64Array(1);
const logarithmOfOne = new Float64Array(1);

/** The same of one value: equal to that of the value among others. */
export function logarithmOf(value: number): number {
  one[0] = value;
  return logarithms(one, logarithmOfOne)[0]!;
}
