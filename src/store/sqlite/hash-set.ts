import type { Hashes } from '../pair-hash.ts';

/** Hashes in memory, exactly. */
export interface HashSet {
  readonly size: number;
  has(high: number, low: number): boolean;
  add(hashes: Hashes): void;
  /** All of them, in no order. */
  all(): Hashes;
  clear(): void;
}

/** Places of a set at the least, a power of two. */
const LEAST = 1 << 12;

/** A table with open addressing that is half full at most; it grows as it must and keeps its memory when it is cleared. */
export function hashSet(): HashSet {
  let size = 0;
  let table = new Uint32Array(2 * LEAST);
  let mask = LEAST - 1;

  /** Where the hash is, or the free place for it; an index of `table`. */
  const place = (high: number, low: number): number => {
    let at = low & mask;
    while ((table[2 * at] !== high || table[2 * at + 1] !== low) && (table[2 * at] !== 0 || table[2 * at + 1] !== 0)) at = (at + 1) & mask;
    return 2 * at;
  };
  const put = (hashes: Hashes): void => {
    for (let i = 0; i < hashes.length; i += 2) {
      const high = hashes[i]!;
      const low = hashes[i + 1]!;
      const at = place(high, low);
      if (table[at] !== 0 || table[at + 1] !== 0) continue;
      table[at] = high;
      table[at + 1] = low;
      size++;
    }
  };
  const all = (): Hashes => {
    const hashes = new Uint32Array(2 * size);
    let next = 0;
    for (let at = 0; at < table.length; at += 2) {
      if (table[at] === 0 && table[at + 1] === 0) continue;
      hashes[next++] = table[at]!;
      hashes[next++] = table[at + 1]!;
    }
    return hashes;
  };

  return {
    get size() {
      return size;
    },
    has(high, low) {
      const at = place(high, low);
      return table[at] !== 0 || table[at + 1] !== 0;
    },
    add(hashes) {
      let places = mask + 1;
      while (places < size * 2 + hashes.length) places *= 2;
      if (places > mask + 1) {
        const kept = all();
        table = new Uint32Array(2 * places);
        mask = places - 1;
        size = 0;
        put(kept);
      }
      put(hashes);
    },
    all,
    clear() {
      table.fill(0);
      size = 0;
    },
  };
}
