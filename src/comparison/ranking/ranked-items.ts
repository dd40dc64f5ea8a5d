import type { Json } from '../../model/json.ts';
import { PairError } from '../pair-error.ts';

export type ItemId = string | number;

/** Items by id, best first, with how relevant each is said to be: finite, >= 0. */
export type RankedItems = ReadonlyMap<ItemId, number | undefined>;

export interface ItemFields {
  readonly idField: string;
  readonly relevanceField: string;
}

/**
 * The items of a list of ids, or of objects that have one.
 * @throws {PairError} NO_ID, DUPLICATE_ID, NOT_A_NUMBER.
 */
export function rankedItems(list: readonly Json[], { idField, relevanceField }: ItemFields): RankedItems {
  const items = new Map<ItemId, number | undefined>();
  for (let place = 0; place < list.length; place++) {
    const item = list[place]!;
    const id = isObject(item) ? fieldOf(item, idField) : item;
    if (typeof id !== 'string' && !(typeof id === 'number' && Number.isFinite(id)))
      throw new PairError('NO_ID', `item ${place} of a list has no id: a text or a number`);
    if (items.has(id)) throw new PairError('DUPLICATE_ID', `item ${place} of a list was there before`);
    const relevance = isObject(item) ? fieldOf(item, relevanceField) : undefined;
    if (relevance !== undefined && !(typeof relevance === 'number' && relevance >= 0 && relevance < Infinity))
      throw new PairError('NOT_A_NUMBER', `the relevance of item ${place} of a list is no number from 0 on`);
    items.set(id, relevance);
  }
  return items;
}

/** The ids of the first k items. */
export function top(k: number, items: RankedItems): readonly ItemId[] {
  return [...items.keys()].slice(0, k);
}

type Fields = { readonly [key: string]: Json };

function isObject(item: Json): item is Fields {
  return typeof item === 'object' && item !== null && !Array.isArray(item);
}

function fieldOf(item: Fields, field: string): Json | undefined {
  return Object.hasOwn(item, field) ? item[field] : undefined;
}
