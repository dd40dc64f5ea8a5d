import type { AnswerPair } from '../../comparison/answer-pair.ts';
import { type RequestFeatures, readPair, readRequestFeatures } from '../../comparison/read-pair.ts';
import type { HalfSide } from '../ports/pair-store.ts';
import type { PairFold } from './pair-fold.ts';

/** A kind of thing that is counted once by its id. */
export interface CountedKind<T> {
  /** @throws {BadInputError} */
  readonly read: (value: unknown) => T;
  readonly idOf: (value: T) => string;
  readonly fold: (fold: PairFold, value: T, atMs: number) => void;
}

/** A request of which one half came, and the other did not. */
export interface Unmatched {
  readonly id: string;
  readonly side: HalfSide;
}

/** Before ids of the population, which is told of the same requests as the pairs are. Few write this character into an id. */
const POPULATION = '\u0001';

export const PAIRS: CountedKind<AnswerPair> = {
  read: readPair,
  idOf: ({ id }) => id,
  fold: (fold, pair, atMs) => fold.pair(pair, atMs),
};

export const POPULATION_REQUESTS: CountedKind<RequestFeatures> = {
  read: readRequestFeatures,
  idOf: ({ id }) => POPULATION + id,
  fold: (fold, request, atMs) => fold.request(request, atMs),
};

export const UNMATCHED: CountedKind<Unmatched> = {
  read: (value) => value as Unmatched,
  idOf: ({ id }) => id,
  fold: (fold, { side }, atMs) => fold.unmatched(side, atMs),
};
