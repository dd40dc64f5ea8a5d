import { mixed32 } from '../../comparison/mixed-hash.ts';

/** Texts in the order in which they came, each once. */
export interface IdList {
  readonly ids: readonly string[];
  /** False, and nothing is added, when it is there. */
  add(id: string): boolean;
  has(id: string): boolean;
}

const FIRST_SLOTS = 64;

/**
 * As a Set of texts, which takes three times as long for thousands of ids that nobody has hashed before: a table of open addressing with
 * linear probing, at most half full.
 */
export function idList(): IdList {
  const ids: string[] = [];
  /** By slot: the number of an id, from 1, and its hash. */
  let numbers = new Int32Array(FIRST_SLOTS);
  let hashes = new Uint32Array(FIRST_SLOTS);

  function grow(): void {
    const [oldNumbers, oldHashes] = [numbers, hashes];
    numbers = new Int32Array(4 * oldNumbers.length);
    hashes = new Uint32Array(numbers.length);
    const mask = numbers.length - 1;
    for (let old = 0; old < oldNumbers.length; old++) {
      if (oldNumbers[old] === 0) continue;
      let slot = oldHashes[old]! & mask;
      while (numbers[slot] !== 0) slot = (slot + 1) & mask;
      numbers[slot] = oldNumbers[old]!;
      hashes[slot] = oldHashes[old]!;
    }
  }

  /** Where the id is, or the free slot in which it would be. */
  function slotOf(id: string, hash: number): number {
    const mask = numbers.length - 1;
    let slot = hash & mask;
    while (numbers[slot] !== 0 && (hashes[slot] !== hash || ids[numbers[slot]! - 1] !== id)) slot = (slot + 1) & mask;
    return slot;
  }

  return {
    ids,
    add(id) {
      const hash = mixed32(id);
      const slot = slotOf(id, hash);
      if (numbers[slot] !== 0) return false;
      numbers[slot] = ids.push(id);
      hashes[slot] = hash;
      if (2 * ids.length > numbers.length) grow();
      return true;
    },
    has: (id) => numbers[slotOf(id, mixed32(id))] !== 0,
  };
}
