import type { Clock } from '../ports/clock.ts';
import type { PairStream } from '../ports/pair-store.ts';
import type { CountedKind } from './counted-kinds.ts';
import type { GroupCommit, OpenBatch } from './group-commit.ts';
import { addToBatch, type PairBatch } from './pair-batch.ts';
import { readTexts } from './read-json.ts';
import { assertSaved, newTaker, type Taken, type Taking, takenBy } from './taking.ts';

export interface PairsDeps {
  readonly commits: GroupCommit<PairStream, PairBatch>;
  readonly clock: Clock;
}

/** A value that came without a text is taken to be as large as this. */
const USUAL_BYTES = 1_024;

/** What one caller brings of one kind, for the batches of its stream. */
export interface CountedTaking<T> extends Omit<Taking, 'maxBytes'> {
  /** Takes values that are known to be right. */
  take(values: readonly T[]): void;
}

export function takeCounted<T>({ commits, clock }: PairsDeps, stream: PairStream, kind: CountedKind<T>): CountedTaking<T> {
  const taker = newTaker();
  let open: OpenBatch<PairBatch> | undefined;
  let atMs: number | undefined;

  const add = (bytes: number, values: readonly T[], again: () => readonly T[]): void => {
    if (values.length === 0) return;
    if (open === undefined || open.isClosed) {
      open = commits.open(stream);
      taker.saved = open.saved;
    }
    atMs ??= clock.now();
    open.items += values.length;
    open.bytes += bytes;
    addToBatch(open.batch, taker, { kind, atMs, values, again });
  };

  return {
    takeTexts({ texts, again, refused }) {
      const bytes = texts.reduce((sum, text) => sum + text.length, 0);
      add(bytes, readTexts(texts, kind.read, refused), () => readTexts(again(), kind.read, () => undefined));
    },
    take: (values) => add(values.length * USUAL_BYTES, values, () => values),
    room() {
      atMs = undefined;
      assertSaved(taker);
      return commits.room(stream);
    },
    end: (): Promise<Taken> => takenBy(taker),
  };
}

/** Waits until there is room for more. @throws {StoreError} */
export async function untilRoom(taking: Pick<Taking, 'room'>): Promise<void> {
  for (let wait = taking.room(); wait !== undefined; wait = taking.room()) await wait;
}
