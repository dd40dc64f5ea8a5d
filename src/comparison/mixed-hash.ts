/**
 * A hash of a text in [0, 2^32) whose every bit depends on every character. Two characters at a time are multiplied in and rotated, as by
 * MurmurHash3, whose finaliser ends it: without that, texts that differ in their last digit have nearly the same hash.
 * @see Appleby, MurmurHash3_x86_32.
 */
export function mixed32(text: string): number {
  let hash = text.length;
  for (let i = 0; i < text.length; i += 2) {
    // Past the end is NaN, which is 0 in a shift: the length tells such texts apart.
    hash = Math.imul(hash ^ (text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16)), 0x9e3779b1);
    hash = (hash << 15) | (hash >>> 17);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
