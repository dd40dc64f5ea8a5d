/** Series longer than this get arrays of their own: what is kept for the next call stays small. */
const KEPT = 16_384;

/**
 * An array of so many numbers to work with, whatever they were before. It is the taker's until the same room is taken from again, so it must
 * not leave the function that the room belongs to.
 */
export type Room<T> = (length: number) => T;

/**
 * Memory that a function uses again at every call. To allocate an array as long as a series, clear it and collect it later takes longer
 * than most of what is done with it.
 */
export function numberRoom(): Room<Float64Array> {
  return roomOf((length) => new Float64Array(length));
}

/** The same for counts and indexes. */
export function countRoom(): Room<Uint32Array> {
  return roomOf((length) => new Uint32Array(length));
}

function roomOf<T extends { readonly length: number; subarray(start: number, end: number): T }>(allocate: (length: number) => T): Room<T> {
  let kept = allocate(0);
  let latest = kept;
  return (length) => {
    if (length === latest.length) return latest;
    if (length > KEPT) return allocate(length);
    if (length > kept.length) kept = allocate(Math.min(2 * length, KEPT));
    latest = kept.subarray(0, length);
    return latest;
  };
}
