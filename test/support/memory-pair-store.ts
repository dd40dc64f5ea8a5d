import { setImmediate } from 'node:timers/promises';
import type { NewSample, PairBatch, PairHalf, PairStore, PairStream } from '../../src/analysis/ports/pair-store.ts';
import { mergeDetails } from '../../src/comparison/tally/merge-details.ts';
import { mergeSteps } from '../../src/comparison/tally/merge-steps.ts';
import type { DetailTally, StepTally, Timed } from '../../src/comparison/tally.ts';

type Methods = 'savePairs' | 'keepHalves' | 'findHalves' | 'waitingHalves' | 'findSteps' | 'findDetails' | 'countSamples';

export interface MemoryPairStore extends Pick<PairStore, Methods> {
  /** Every batch that was asked to be saved, saved or not. */
  readonly asked: PairBatch[];
  readonly samples: NewSample[];
  /** Called before each savePairs and keepHalves: it may wait, or throw. */
  before: () => Promise<void>;
}

/** The port of pairs as it is described, in the simplest way: a twin for what uses it. */
export function memoryPairStore(): MemoryPairStore {
  const ids = new Map<string, Set<string>>();
  const steps = new Map<string, Timed<StepTally>>();
  const details = new Map<string, Timed<DetailTally>>();
  const halves = new Map<string, { readonly stream: PairStream; readonly half: PairHalf }>();
  const asked: PairBatch[] = [];
  const samples: NewSample[] = [];
  const keyOf = (stream: PairStream, ...more: readonly unknown[]): string => JSON.stringify([stream.config, stream.candidate, ...more]);
  const idsOf = (stream: PairStream): Set<string> => {
    const known = ids.get(keyOf(stream)) ?? new Set();
    ids.set(keyOf(stream), known);
    return known;
  };
  const within = <T>(all: ReadonlyMap<string, Timed<T>>, stream: PairStream, fromMs: number, toMs: number): Timed<T>[] =>
    [...all]
      .filter(([key, { startMs }]) => key.startsWith(keyOf(stream).slice(0, -1)) && startMs >= fromMs && startMs < toMs)
      .map(([, timed]) => timed)
      .sort((a, b) => a.startMs - b.startMs);
  const bothOf = (stream: PairStream, id: string): PairHalf[] =>
    (['control', 'candidate'] as const).flatMap((side) => halves.get(keyOf(stream, id, side))?.half ?? []);

  const store: MemoryPairStore = {
    asked,
    samples,
    before: async () => {
      await setImmediate();
    },
    async savePairs(batch) {
      asked.push(batch);
      await store.before();
      const known = batch.ids.filter((id) => idsOf(batch.stream).has(id));
      for (const id of known) for (const side of ['control', 'candidate']) halves.delete(keyOf(batch.stream, id, side));
      if (known.length > 0) return { saved: false, known };
      for (const id of batch.ids) {
        idsOf(batch.stream).add(id);
        for (const side of ['control', 'candidate']) halves.delete(keyOf(batch.stream, id, side));
      }
      for (const { startMs, lengthMs, tally } of batch.steps) {
        const key = keyOf(batch.stream, startMs, lengthMs);
        const there = steps.get(key);
        steps.set(key, { startMs, lengthMs, tally: there === undefined ? tally : mergeSteps(there.tally, tally) });
      }
      for (const { startMs, lengthMs, tally } of batch.details) {
        const key = keyOf(batch.stream, startMs, lengthMs);
        const there = details.get(key);
        details.set(key, { startMs, lengthMs, tally: there === undefined ? tally : mergeDetails(there.tally, tally) });
      }
      samples.push(...batch.samples);
      return { saved: true };
    },
    async keepHalves(stream, given) {
      await store.before();
      let known = 0;
      for (const half of given) {
        const key = keyOf(stream, half.id, half.side);
        if (idsOf(stream).has(half.id) || halves.has(key)) known++;
        else halves.set(key, { stream, half });
      }
      const complete = new Set(given.map(({ id }) => id).filter((id) => bothOf(stream, id).length === 2));
      return { complete: [...complete], known };
    },
    findHalves: async (stream, of) => of.flatMap((id) => bothOf(stream, id)),
    async waitingHalves({ config, arrivedBeforeMs, limit, only }) {
      const found = new Map<string, { readonly stream: PairStream; readonly halves: readonly PairHalf[] }>();
      for (const { stream, half } of halves.values()) {
        const both = bothOf(stream, half.id);
        const firstMs = Math.min(...both.map(({ arrivedAtMs }) => arrivedAtMs));
        if (stream.config !== config || firstMs >= arrivedBeforeMs || (only === 'complete' && both.length < 2)) continue;
        found.set(keyOf(stream, half.id), { stream, halves: both });
      }
      return [...found.values()].slice(0, limit);
    },
    findSteps: async (stream, fromMs, toMs) => within(steps, stream, fromMs, toMs),
    findDetails: async (stream, fromMs, toMs) => within(details, stream, fromMs, toMs),
    async countSamples(_, fromMs, toMs) {
      const stored = samples.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).length;
      return { stored, marks: { 'candidate-better': 0, 'control-better': 0, 'both-fine': 0, noise: 0 } };
    },
  };
  return store;
}
