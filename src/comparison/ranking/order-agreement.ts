import { kendallTau } from '../../stats/kendall-tau.ts';
import { type ItemId, type RankedItems, top } from './ranked-items.ts';

/**
 * Kendall's tau-b of two lists over all items of either: an item that a list does not have is tied with the others it does not have,
 * behind its last. So another item counts as another order does.
 * @returns in [-1, 1]; 1 for equal lists, 0 where one of two lists is empty.
 */
export function orderAgreement(control: RankedItems, other: RankedItems): number {
  if (isSameOrder(control, other)) return 1;
  const all = [...new Set([...control.keys(), ...other.keys()])];
  return kendallTau(places(all, control), places(all, other)) ?? 0;
}

/** How many of the first k of one list are among the first k of the other, as a share of the longer one's. @returns in [0, 1]; 1 for two empty lists. */
export function overlapAt(k: number, control: RankedItems, other: RankedItems): number {
  const longest = Math.min(k, Math.max(control.size, other.size));
  if (longest === 0) return 1;
  const first = new Set(top(k, control));
  return top(k, other).filter((id) => first.has(id)).length / longest;
}

export function isSameOrder(control: RankedItems, other: RankedItems): boolean {
  if (control.size !== other.size) return false;
  const others = other.keys();
  for (const id of control.keys()) if (others.next().value !== id) return false;
  return true;
}

function places(all: readonly ItemId[], items: RankedItems): Float64Array {
  const placeOf = new Map<ItemId, number>();
  for (const id of items.keys()) placeOf.set(id, placeOf.size);
  return Float64Array.from(all, (id) => placeOf.get(id) ?? items.size);
}
