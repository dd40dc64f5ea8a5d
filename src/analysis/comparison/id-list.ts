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
 * linear probing, at most half full. A slot is two words side by side, the number of an id from 1, or 0, and its hash.
 */
export function idList(): IdList {
  const ids: string[] = [];
  let slots = new Int32Array(2 * FIRST_SLOTS);

  /** Where the id is, or the free slot in which it would be. */
  function slotOf(id: string, hash: number): number {
    const mask = slots.length - 1;
    let slot = (hash << 1) & mask;
    while (slots[slot] !== 0 && (slots[slot + 1] !== hash || ids[slots[slot]! - 1] !== id)) slot = (slot + 2) & mask;
    return slot;
  }

  function grow(): void {
    const old = slots;
    slots = new Int32Array(2 * old.length);
    const mask = slots.length - 1;
    for (let from = 0; from < old.length; from += 2) {
      if (old[from] === 0) continue;
      let slot = (old[from + 1]! << 1) & mask;
      while (slots[slot] !== 0) slot = (slot + 2) & mask;
      slots[slot] = old[from]!;
      slots[slot + 1] = old[from + 1]!;
    }
  }

  return {
    ids,
    add(id) {
      const hash = hashOf(id);
      const slot = slotOf(id, hash);
      if (slots[slot] !== 0) return false;
      slots[slot] = ids.push(id);
      slots[slot + 1] = hash;
      if (4 * ids.length > slots.length) grow();
      return true;
    },
    has: (id) => slots[slotOf(id, hashOf(id))] !== 0,
  };
}

/** As the table holds it: with a sign. */
function hashOf(id: string): number {
  return mixed32(id) | 0;
}
