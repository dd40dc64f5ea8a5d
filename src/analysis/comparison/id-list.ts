import { type Hashes, requestHash } from '../../comparison/request-hash.ts';
import type { PairStream } from '../ports/pair-store.ts';

/** Ids of requests of one stream in the order in which they came, each once. */
export interface IdList {
  readonly ids: readonly string[];
  /** Of the ids, in their order. */
  hashes(): Hashes;
  /** False, and nothing is added, when it is there. */
  add(id: string): boolean;
  has(id: string): boolean;
}

const FIRST_SLOTS = 64;

/**
 * As a Set of texts, which takes several times as long for thousands of ids that nobody has hashed before: a table of open addressing with
 * linear probing, at most half full. A slot is two words side by side, the number of an id from 1, or 0, and the low word of its hash. An id
 * is told by its hash, as the store tells it, which is given the same hashes.
 */
export function idList(stream: PairStream): IdList {
  const ids: string[] = [];
  const hash = requestHash(stream);
  let slots = new Int32Array(2 * FIRST_SLOTS);
  let hashes: Hashes = new Uint32Array(FIRST_SLOTS);

  /** Where the id is whose hash stands in `hashes` from `at` on, or the free slot in which it would be. */
  function slotOf(at: number): number {
    const mask = slots.length - 1;
    const high = hashes[at]!;
    const low = hashes[at + 1]! | 0;
    let slot = (low << 1) & mask;
    while (slots[slot] !== 0 && (slots[slot + 1] !== low || hashes[2 * slots[slot]! - 2] !== high)) slot = (slot + 2) & mask;
    return slot;
  }

  function growSlots(): void {
    slots = new Int32Array(2 * slots.length);
    const mask = slots.length - 1;
    for (let number = 1; number <= ids.length; number++) {
      const low = hashes[2 * number - 1]! | 0;
      let slot = (low << 1) & mask;
      while (slots[slot] !== 0) slot = (slot + 2) & mask;
      slots[slot] = number;
      slots[slot + 1] = low;
    }
  }

  function growHashes(): void {
    const grown = new Uint32Array(2 * hashes.length);
    grown.set(hashes);
    hashes = grown;
  }

  /** Of an id, behind the hashes of the others. */
  function hashed(id: string): number {
    const at = 2 * ids.length;
    if (at === hashes.length) growHashes();
    hash(id, hashes, at);
    return slotOf(at);
  }

  return {
    ids,
    hashes: () => hashes.slice(0, 2 * ids.length),
    add(id) {
      const slot = hashed(id);
      if (slots[slot] !== 0) return false;
      const low = hashes[2 * ids.length + 1]! | 0;
      slots[slot] = ids.push(id);
      slots[slot + 1] = low;
      if (4 * ids.length > slots.length) growSlots();
      return true;
    },
    has: (id) => slots[hashed(id)] !== 0,
  };
}
