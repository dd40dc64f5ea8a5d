import type { Static, TObject } from 'typebox';
import type { Json } from '../model/json.ts';

/** How a field of the candidate's answer differs: not there, there alone, of another type, of another value, in another place. */
export const DIFFERENCE_TYPES = ['missing', 'extra', 'type', 'value', 'order'] as const;
export type DifferenceType = (typeof DIFFERENCE_TYPES)[number];

/** One difference beyond the comparator's threshold. */
export interface Difference {
  /** JSON Pointer of the field in the compared part of the answer; '' is the whole of it. Array indices are `*`: a field is one thing for all pairs. */
  readonly field: string;
  readonly type: DifferenceType;
  /** What differs, in few words out of a small set, for counting: `cat -> dog`. Never a text of an answer that may be private. */
  readonly category?: string;
}

/** What a comparator says of one answer against another. */
export interface Compared {
  /** 1 when alike, falling to 0 (-1 for a cosine) as they differ; absent where the comparator has no such scale. */
  readonly similarity?: number;
  /** Empty when the two agree within the threshold. */
  readonly differences: readonly Difference[];
  /** Further numbers of the pair, kept as distributions: norm ratio, NDCG difference. */
  readonly measures?: Readonly<Record<string, number>>;
  /** Named numbers that each of the two answers has, kept as distributions of either side: toxicity, groundedness. */
  readonly scores?: Readonly<Record<string, { readonly control: number; readonly candidate: number }>>;
}

/** Compares the answer of the control with another's to the same request. @throws {PairError} the two cannot be compared. */
export type Compare = (control: Json, other: Json) => Compared;

/** A way to compare two answers. Pure: same answers, same result. */
export interface Comparator<P extends TObject = TObject> {
  /** Unique, kebab-case; what `type:` of a comparator in a config names. */
  readonly name: string;
  /** One sentence for people choosing a comparator. */
  readonly description: string;
  /** Checked, with defaults filled in, when configs are loaded. Unknown parameters are errors. */
  readonly parameters: P;
  /** Made once for each comparator of a config; what it returns is called for every pair. */
  comparing(parameters: Static<P>): Compare;
}

export type ComparatorRegistry = ReadonlyMap<string, Comparator>;

/** Keeps the parameters' type tied to their schema. */
export function defineComparator<P extends TObject>(comparator: Comparator<P>): Comparator<P> {
  return comparator;
}
