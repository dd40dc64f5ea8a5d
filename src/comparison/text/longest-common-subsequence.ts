/**
 * Length of the longest common subsequence of two sequences of numbers: the most that is left of both, in order, when some of each is
 * left out. A column of 32 elements of `a` is one word of bits, in which a 0 says that the length grows there; all of `b` passes over one
 * column, leaving its carries for the next, before that begins. Time |a| |b| / 32, space |a| + |b| + ids.
 *
 * @param a, b values are integers in [0, ids).
 * @param ids  how many different values there may be.
 * @returns    0 to min(|a|, |b|).
 * @see Crochemore, Iliopoulos, Pinzon and Reid (2001), A fast and practical bit-vector algorithm for the longest common subsequence
 *      problem; Hyyrö (2004), Bit-parallel LCS-length computation revisited.
 */
export function longestCommonSubsequence(a: Int32Array, b: Int32Array, ids: number): number {
  const shortest = Math.min(a.length, b.length);
  let head = 0;
  while (head < shortest && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < shortest - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return head + tail + bitParallel(a.subarray(head, a.length - tail), b.subarray(head, b.length - tail), ids);
}

function bitParallel(a: Int32Array, b: Int32Array, ids: number): number {
  const carries = new Uint8Array(b.length);
  /** By value: at which of the column's places of `a` it is. */
  const matches = new Int32Array(ids);
  let length = 0;
  for (let start = 0; start < a.length; start += 32) {
    const end = Math.min(start + 32, a.length);
    for (let i = start; i < end; i++) matches[a[i]!]! |= 1 << (i - start);
    let bits = -1;
    for (let j = 0; j < b.length; j++) {
      const match = matches[b[j]!]!;
      const grown = bits & match;
      const sum = (bits + grown + carries[j]!) | 0;
      carries[j] = (grown | (bits & ~sum)) >>> 31;
      bits = sum | (bits & ~match);
    }
    length += ones(~bits);
    for (let i = start; i < end; i++) matches[a[i]!] = 0;
  }
  return length;
}

/** How many bits of the 32 are 1: those of pairs are added up, then of fours, of bytes, and the bytes by one product. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
