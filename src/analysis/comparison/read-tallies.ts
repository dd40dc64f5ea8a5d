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
 * Steps of the range, by time; neighbours of a long one merged as they are read, so that neither the memory nor the event loop of the
 * process is filled by them. @param stepMs length of the steps, as far as it is known.
 */
export async function readSteps(
  { store, pause }: TallyReader,
  stream: PairStream,
  { fromMs, toMs, stepMs }: TallyRange & { readonly stepMs: number },
): Promise<readonly Timed<StepTally>[]> {
  const lengthMs = pieceLengthMs(toMs - fromMs, stepMs);
  const merged: Timed<StepTally>[] = [];
  let piece: { readonly startMs: number; readonly counts: StepCounts } | undefined;
  const closePiece = (): void => {
    if (piece) merged.push({ startMs: piece.startMs, lengthMs, tally: piece.counts.tally() });
  };
  for (let ms = fromMs; ms < toMs; ms += STEPS * stepMs) {
    for (const step of await store.findSteps(stream, ms, Math.min(ms + STEPS * stepMs, toMs))) {
      const startMs = Math.floor(step.startMs / lengthMs) * lengthMs;
      if (piece?.startMs !== startMs) {
        closePiece();
        piece = { startMs, counts: stepCounts() };
      }
      piece.counts.merge(step.tally);
    }
    await pause();
  }
  closePiece();
  return merged;
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

/** The shortest round length, a multiple of the step, of which PIECES cover the range. */
function pieceLengthMs(rangeMs: number, stepMs: number): number {
  const leastMs = Math.max(stepMs, rangeMs / PIECES);
  const round = PIECE_MINUTES.map((minutes) => minutes * MINUTE_MS).find((ms) => ms >= leastMs && ms % stepMs === 0);
  return round ?? Math.ceil(leastMs / stepMs) * stepMs;
}
