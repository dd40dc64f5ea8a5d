import { setImmediate as breathe } from 'node:timers/promises';
import { type HalfAnswer, readHalf } from '../../comparison/read-pair.ts';
import type { Redactor } from '../../comparison/redact.ts';
import type { Clock } from '../ports/clock.ts';
import type { HalfSide, PairHalf, PairStore, PairStream } from '../ports/pair-store.ts';
import { PAIRS, UNMATCHED } from './counted-kinds.ts';
import type { GroupCommit, OpenBatch } from './group-commit.ts';
import { halvesBySide, joinedPair } from './join-halves.ts';
import { readTexts } from './read-json.ts';
import { type PairsDeps, takeCounted, untilRoom } from './take-pairs.ts';
import { assertSaved, newTaker, type Taker, type Taking, takenBy } from './taking.ts';

/** Halves that are kept in one transaction. */
export interface HalfBatch {
  readonly stream: PairStream;
  readonly halves: PairHalf[];
  readonly takers: Set<Taker>;
}

/** What one caller brings of one side. */
export function takeHalves(
  { commits, clock, redact }: { readonly commits: GroupCommit<PairStream, HalfBatch>; readonly clock: Clock; readonly redact: Redactor },
  stream: PairStream,
  side: HalfSide,
): Omit<Taking, 'maxBytes'> {
  const taker = newTaker();
  let open: OpenBatch<HalfBatch> | undefined;
  const add = (half: HalfAnswer, bytes: number): void => {
    if (open === undefined || open.isClosed) {
      open = commits.open(stream);
      taker.saved = open.saved;
      open.batch.takers.add(taker);
    }
    open.items++;
    open.bytes += bytes;
    open.batch.halves.push({ ...redactedHalf(half, redact), side, arrivedAtMs: clock.now() });
    taker.counted++;
  };
  return {
    takeTexts({ texts, refused }) {
      const bytes = texts.reduce((sum, text) => sum + text.length, 0);
      const halves = readTexts(texts, readHalf, refused);
      for (const half of halves) add(half, bytes / halves.length);
    },
    room() {
      assertSaved(taker);
      return commits.room(stream);
    },
    end: () => takenBy(taker),
  };
}

export interface KeepDeps {
  readonly store: Pick<PairStore, 'keepHalves' | 'findHalves'>;
  readonly pairs: PairsDeps;
  readonly onRepeats: (stream: PairStream, repeats: number) => void;
}

/** Keeps the halves, and counts the pairs that they complete. Rejects as the store does; what was kept by then, the sweep counts. */
export async function saveHalves({ store, pairs, onRepeats }: KeepDeps, { stream, halves, takers }: HalfBatch): Promise<void> {
  if (halves.length === 0) return;
  try {
    const { complete, known } = await store.keepHalves(stream, halves);
    onRepeats(stream, known);
    if (complete.length > 0) await countHalves(pairs, stream, await store.findHalves(stream, complete));
  } catch (error) {
    for (const taker of takers) taker.failure ??= error;
    throw error;
  }
}

/** Others have the process after so many pairs. */
const AT_ONCE = 64;

/** Counts pairs of which both halves are among these, and of the other halves that they are alone. @returns how many requests. @throws {StoreError} */
export async function countHalves(pairs: PairsDeps, stream: PairStream, halves: readonly PairHalf[]): Promise<number> {
  const whole = takeCounted(pairs, stream, PAIRS);
  const alone = takeCounted(pairs, stream, UNMATCHED);
  let requests = 0;
  for (const of of Map.groupBy(halves, ({ id }) => id).values()) {
    const { control, candidate } = halvesBySide(of);
    if (control && candidate) whole.take([joinedPair(control, candidate)]);
    else alone.take(of.map(({ id, side }) => ({ id, side })));
    await untilRoom(whole);
    if (++requests % AT_ONCE === 0) await breathe();
  }
  const [joined, givenUp] = await Promise.all([whole.end(), alone.end()]);
  return joined.counted + givenUp.counted;
}

/** Halves are stored while they wait: what is not to be kept is taken out first. */
function redactedHalf(half: HalfAnswer, redact: Redactor): HalfAnswer {
  const { answer, secondControl, features } = half;
  return {
    ...half,
    answer: redact.answer(answer),
    ...(secondControl !== undefined && { secondControl: redact.answer(secondControl) }),
    ...(features && { features: redact.features(features) }),
  };
}
