import type { Hashes } from '../../comparison/request-hash.ts';
import { type HashFilter, hashFilter } from './hash-filter.ts';

/** The newest hashes, in memory as they came. A filter tells for nearly all others that they are not among them. */
export interface HashLog {
  readonly size: number;
  add(hashes: Hashes): void;
  /** Positions of the hashes that are in the log. */
  find(hashes: Hashes): number[];
  /** All of them, as they came. */
  all(): Hashes;
  clear(): void;
}

/** With so many, about one new hash in 30,000 has the log read, which takes two milliseconds when it is full. */
const BITS_OF_HASH = 32;
const LEAST_BITS = 512;

/** @param most hashes for which its memory is made, a power of two. */
export function hashLog(most: number): HashLog {
  let batches: Hashes[] = [];
  let size = 0;
  let filter: HashFilter | undefined; // Whoever has no pairs needs no memory for them.
  const sizedFor = (hashes: number): HashFilter => hashFilter(Math.max(LEAST_BITS, hashes * BITS_OF_HASH));

  return {
    get size() {
      return size;
    },
    add(hashes) {
      filter ??= sizedFor(most);
      filter.add(hashes);
      batches.push(hashes);
      size += hashes.length / 2;
    },
    find(hashes) {
      const suspects = filter === undefined ? [] : filter.filtered(hashes);
      if (suspects.length === 0) return [];
      // One reading for all of them; most of what it comes across is none of them.
      const sought = sizedFor(2 ** Math.ceil(Math.log2(suspects.length)));
      for (const position of suspects) sought.add(hashes.subarray(2 * position, 2 * position + 2));
      const byHigh = Map.groupBy(suspects, (position) => hashes[2 * position]!);
      const found: number[] = [];
      for (const batch of batches)
        for (const at of sought.filtered(batch))
          for (const position of byHigh.get(batch[2 * at]!) ?? []) if (hashes[2 * position + 1] === batch[2 * at + 1]) found.push(position);
      return found;
    },
    all() {
      const all = new Uint32Array(2 * size);
      let next = 0;
      for (const batch of batches) {
        all.set(batch, next);
        next += batch.length;
      }
      return all;
    },
    clear() {
      batches = [];
      size = 0;
      filter = undefined;
    },
  };
}
