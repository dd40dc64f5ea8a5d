import { setImmediate as breathe } from 'node:timers/promises';
import type { PairStream } from '../ports/pair-store.ts';
import type { CountedKind } from './counted-kinds.ts';
import { type IdList, idList } from './id-list.ts';
import type { PairFold } from './pair-fold.ts';
import type { Taker } from './taking.ts';

/** So many in a row are of one caller. */
interface Run {
  readonly taker: Taker;
  length: number;
}

/** What came at a time, of one kind. */
export interface Coming<T> {
  readonly kind: CountedKind<T>;
  readonly atMs: number;
  /** The values once more: to keep them all would be to keep a hundred times the bytes that they came as. */
  readonly again: () => readonly T[];
}

/** What is counted in one transaction: folded into tallies as it comes, and had again, should some of it turn out to be known. */
export interface PairBatch {
  readonly stream: PairStream;
  readonly ids: IdList;
  /** Of the ids, in their order. */
  readonly runs: Run[];
  readonly comings: Coming<unknown>[];
  readonly fold: PairFold;
  /** What came twice in this batch. */
  repeats: number;
}

export function newPairBatch(stream: PairStream, fold: PairFold): PairBatch {
  return { stream, ids: idList(stream), runs: [], comings: [], fold, repeats: 0 };
}

/** Counts the values in the batch, but for those whose id is there already. */
export function addToBatch<T>(batch: PairBatch, taker: Taker, { values, ...coming }: Coming<T> & { readonly values: readonly T[] }): void {
  const { ids, runs, fold } = batch;
  const { kind, atMs } = coming;
  let length = 0;
  for (const value of values) {
    if (!ids.add(kind.idOf(value))) continue;
    length++;
    kind.fold(fold, value, atMs);
  }
  const repeats = values.length - length;
  batch.repeats += repeats;
  taker.known += repeats;
  if (length > 0) batch.comings.push(coming as Coming<unknown>);
  // Whoever brought nothing new stands there, too: should the batch fail, what is known is nowhere.
  const last = runs.at(-1);
  if (last?.taker === taker) last.length += length;
  else runs.push({ taker, length });
}

/** Folds the batch again, without what is known. It came in pieces, and others have the process between them now as they had then. */
export async function foldWithout({ stream, ids, comings }: PairBatch, known: ReadonlySet<string>, fold: PairFold): Promise<PairFold> {
  const folded = idList(stream);
  for (const { kind, atMs, again } of comings) {
    for (const value of again()) {
      const id = kind.idOf(value);
      if (ids.has(id) && !known.has(id) && folded.add(id)) kind.fold(fold, value, atMs);
    }
    await breathe();
  }
  return fold;
}

/** Tells those who brought the batch what became of it. */
export function tellTakers({ ids: { ids }, runs }: PairBatch, known: ReadonlySet<string>): void {
  let i = 0;
  for (const { taker, length } of runs) {
    let repeated = 0;
    const end = i + length;
    if (known.size > 0) for (; i < end; i++) if (known.has(ids[i]!)) repeated++;
    taker.known += repeated;
    taker.counted += length - repeated;
  }
}

/** Tells them that nothing of it was saved. */
export function tellFailure({ runs }: PairBatch, failure: unknown): void {
  for (const { taker } of runs) taker.failure ??= failure;
}
