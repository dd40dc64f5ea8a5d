import type { Clock } from '../ports/clock.ts';
import type { NewSample, PairStore, PairStream } from '../ports/pair-store.ts';

/** How many more samples of a stream and UTC day may be kept. */
export interface SampleRoom {
  /** As far as it is known: the whole day's, of a stream that was not asked about lately. */
  left(stream: PairStream, perDay: number): number;
  /** Those of the samples for which there is room, and counts them. @throws {StoreError} */
  fitting(stream: PairStream, samples: readonly NewSample[], perDay: number): Promise<readonly NewSample[]>;
  /** What was counted last was not saved: the store is asked again. */
  notSaved(stream: PairStream): void;
}

const DAY_MS = 86_400_000;
/** What other processes kept is seen after that time; so much may a day have too many. */
const ASK_AGAIN_MS = 60_000;
/** Streams that are remembered; clients may name any. */
const MOST_STREAMS = 1_000;

export function sampleRoom({ store, clock }: { readonly store: Pick<PairStore, 'countSamples'>; readonly clock: Clock }): SampleRoom {
  const known = new Map<string, { dayMs: number; askedAtMs: number; stored: number }>();
  const keyOf = ({ config, candidate }: PairStream): string => `${config} ${candidate}`;
  const today = (): number => Math.floor(clock.now() / DAY_MS) * DAY_MS;
  return {
    left(stream, perDay) {
      const day = known.get(keyOf(stream));
      return day === undefined || day.dayMs !== today() ? perDay : Math.max(0, perDay - day.stored);
    },
    async fitting(stream, samples, perDay) {
      if (samples.length === 0) return samples;
      const key = keyOf(stream);
      const [dayMs, askedAtMs] = [today(), clock.now()];
      let day = known.get(key);
      if (day === undefined || day.dayMs !== dayMs || askedAtMs - day.askedAtMs > ASK_AGAIN_MS) {
        const { stored } = await store.countSamples(stream, dayMs, dayMs + DAY_MS);
        day = { dayMs, askedAtMs, stored };
        if (known.size >= MOST_STREAMS) known.clear();
        known.set(key, day);
      }
      const fitting = samples.slice(0, Math.max(0, perDay - day.stored));
      day.stored += fitting.length;
      return fitting;
    },
    notSaved(stream) {
      known.delete(keyOf(stream));
    },
  };
}
