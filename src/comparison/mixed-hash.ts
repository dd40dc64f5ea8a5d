/**
 * A hash of a text in [0, 2^32) whose every bit depends on every character: FNV-1a over UTF-16 units, then the finaliser of
 * MurmurHash3, without which texts that differ in their last digit have nearly the same hash.
 * @see Fowler, Noll, Vo & Eastlake, RFC 9923; Appleby, MurmurHash3 (fmix32).
 */
export function mixed32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
