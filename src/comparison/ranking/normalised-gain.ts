import { type ItemId, type RankedItems, top } from './ranked-items.ts';

/**
 * How relevant each item of either list is. What the control's list says counts before what the other one says; an item of which nothing
 * is said is not relevant. Where nothing is said of any item, the control's order is the ideal: its first k items are worth k, k - 1, ... 1,
 * and all others nothing.
 */
export function relevances(k: number, control: RankedItems, other: RankedItems): ReadonlyMap<ItemId, number> {
  const found = new Map<ItemId, number>();
  for (const items of [other, control]) for (const [id, relevance] of items) if (relevance !== undefined) found.set(id, relevance);
  if (found.size > 0) return found;
  const worth = Math.min(k, control.size);
  return new Map(top(k, control).map((id, place) => [id, worth - place]));
}

/**
 * Normalised discounted cumulative gain of the first k items: the sum of relevance / log2(place + 1), by that of the best order there is.
 * @returns in [0, 1]; undefined where no item is relevant.
 * @see Järvelin & Kekäläinen (2002), ACM Transactions on Information Systems 20, 422-446; with every place discounted.
 */
export function normalisedGain(k: number, items: RankedItems, relevance: ReadonlyMap<ItemId, number>): number | undefined {
  const best = [...relevance.values()].sort((a, b) => b - a);
  const most = best[0] ?? 0;
  if (most === 0) return undefined;
  // By the largest, so that no sum overflows.
  const gain = (values: readonly number[]): number => values.reduce((sum, value, i) => sum + value / most / Math.log2(i + 2), 0);
  return Math.min(1, gain(top(k, items).map((id) => relevance.get(id) ?? 0)) / gain(best.slice(0, k)));
}
