import { detailCounts } from '../../comparison/tally/detail-counts.ts';
import { type StepCounts, stepCounts } from '../../comparison/tally/step-counts.ts';
import type { DetailTally, StepTally, Timed } from '../../comparison/tally.ts';
import type { PairStore, PairStream } from '../ports/pair-store.ts';

export interface TallyReader {
  readonly store: Pick<PairStore, 'findSteps' | 'findDetails'>;
  /** Lets others have the process between two readings. */
  readonly pause: () => Promise<void>;
}

export interface TallyRange {
  readonly fromMs: number;
  /** Not included. */
  readonly toMs: number;
}

const MINUTE_MS = 60_000;
/** Merged steps that a range becomes at most: more than a picture shows, and enough to see how much a rate wanders. */
const PIECES = 250;
const PIECE_MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440];
/** Steps of one reading. */
const STEPS = 25;
const DETAILS_MS = 60 * MINUTE_MS;

/**
 * Steps of the range, by time. Where they are many, neighbours are merged as they are read, so that neither the memory nor the event loop
 * of the process is filled by them; a range with few of them keeps them as they are, however long it is.
 * @param stepMs length of the steps, as far as it is known.
 */
export async function readSteps(
  { store, pause }: TallyReader,
  stream: PairStream,
  { fromMs, toMs, stepMs }: TallyRange & { readonly stepMs: number },
): Promise<readonly Timed<StepTally>[]> {
  let [pieces, lengthMs]: [Piece[], number] = [[], stepMs];
  for (let ms = fromMs; ms < toMs; ms += STEPS * stepMs) {
    for (const step of await store.findSteps(stream, ms, Math.min(ms + STEPS * stepMs, toMs))) add(pieces, step, lengthMs);
    while (pieces.length > PIECES) {
      lengthMs = longerThan(lengthMs, stepMs);
      const longer: Piece[] = [];
      for (const [i, { startMs, counts }] of pieces.entries()) {
        add(longer, { startMs, tally: counts.tally() }, lengthMs);
        if (i % STEPS === 0) await pause();
      }
      pieces = longer;
    }
    await pause();
  }
  return pieces.map(({ startMs, counts }) => ({ startMs, lengthMs, tally: counts.tally() }));
}

interface Piece {
  readonly startMs: number;
  readonly counts: StepCounts;
}

/** Adds a step to its piece, which is the last one or a new one after it. */
function add(pieces: Piece[], step: Pick<Timed<StepTally>, 'startMs' | 'tally'>, lengthMs: number): void {
  const startMs = Math.floor(step.startMs / lengthMs) * lengthMs;
  let last = pieces.at(-1);
  if (last?.startMs !== startMs) {
    last = { startMs, counts: stepCounts() };
    pieces.push(last);
  }
  last.counts.merge(step.tally);
}

/** The details of the whole range in one. */
export async function readDetails(
  { store, pause }: TallyReader,
  stream: PairStream,
  { fromMs, toMs }: TallyRange,
): Promise<Timed<DetailTally>> {
  const counts = detailCounts();
  for (let ms = fromMs; ms < toMs; ms += DETAILS_MS) {
    for (const { tally } of await store.findDetails(stream, ms, Math.min(ms + DETAILS_MS, toMs))) counts.merge(tally);
    await pause();
  }
  return { startMs: fromMs, lengthMs: toMs - fromMs, tally: counts.tally() };
}

/** The next round length, a multiple of the step. */
function longerThan(lengthMs: number, stepMs: number): number {
  const round = PIECE_MINUTES.map((minutes) => minutes * MINUTE_MS).find((ms) => ms > lengthMs && ms % stepMs === 0);
  return round ?? lengthMs * 2;
}
