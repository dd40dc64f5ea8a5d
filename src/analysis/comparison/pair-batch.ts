import type { PairStream } from '../ports/pair-store.ts';
import type { CountedKind } from './counted-kinds.ts';
import { type IdList, idList } from './id-list.ts';
import type { PairFold } from './pair-fold.ts';
import type { Taker } from './taking.ts';

/** What came one after the other of one caller, of one kind, at one time. */
interface Run {
  readonly taker: Taker;
  readonly kind: CountedKind<unknown>;
  readonly atMs: number;
  length: number;
}

/** What is counted in one transaction: folded into tallies as it comes, and kept as it came, should some of it turn out to be known. */
export interface PairBatch {
  readonly stream: PairStream;
  readonly ids: IdList;
  readonly runs: Run[];
  /** By id, in that order: the JSON text, or the value of what never was a text. A text is one object, whatever it holds. */
  readonly origins: unknown[];
  readonly fold: PairFold;
  /** What came twice in this batch. */
  repeats: number;
}

export function newPairBatch(stream: PairStream, fold: PairFold): PairBatch {
  return { stream, ids: idList(), runs: [], origins: [], fold, repeats: 0 };
}

export interface Coming<T> {
  readonly taker: Taker;
  readonly kind: CountedKind<T>;
  readonly atMs: number;
  readonly value: T;
  /** The JSON text of the value, or the value. */
  readonly origin: string | T;
}

/** Counts a value in the batch, unless its id is there already. */
export function addToBatch<T>(batch: PairBatch, { taker, kind, atMs, value, origin }: Coming<T>): void {
  const { ids, runs } = batch;
  if (!ids.add(kind.idOf(value))) {
    batch.repeats++;
    taker.known++;
    return;
  }
  batch.origins.push(origin);
  const last = runs.at(-1);
  if (last !== undefined && last.taker === taker && last.atMs === atMs && last.kind === kind) last.length++;
  else runs.push({ taker, kind: kind as CountedKind<unknown>, atMs, length: 1 });
  kind.fold(batch.fold, value, atMs);
}

/** Folds the batch again, without what is known. */
export function foldWithout({ ids: { ids }, runs, origins }: PairBatch, known: ReadonlySet<string>, fold: PairFold): PairFold {
  let i = 0;
  for (const { kind, atMs, length } of runs) {
    for (const end = i + length; i < end; i++) {
      if (known.has(ids[i]!)) continue;
      const origin = origins[i];
      kind.fold(fold, typeof origin === 'string' ? kind.read(JSON.parse(origin)) : origin, atMs);
    }
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
