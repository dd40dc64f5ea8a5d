import type { NewSample, PairBatch, PairHalf, PairStream } from '../../src/analysis/ports/pair-store.ts';
import { noDetails } from '../../src/comparison/tally/merge-details.ts';
import { noSteps } from '../../src/comparison/tally/merge-steps.ts';
import type { DetailTally, StepTally, Timed } from '../../src/comparison/tally.ts';
import { STEP_MS, T0 } from './samples.ts';

export const STREAM: PairStream = { config: 'checkout', candidate: 'v2' };
export const HOUR_MS = 3_600_000;

/** So many pairs in the step of that number. */
export function sampleStep(number: number, pairs: number, changes: Partial<StepTally> = {}): Timed<StepTally> {
  return {
    startMs: T0 + number * STEP_MS,
    lengthMs: STEP_MS,
    tally: { ...noSteps(), pairs, divergent: Math.floor(pairs / 4), ...changes },
  };
}

/** So many pairs of one locale in the hour of that number. */
export function sampleDetail(number: number, pairs: number): Timed<DetailTally> {
  const tally = { ...noDetails(), features: { locale: { numbers: {}, labels: { 'é "<': [pairs, 1] as const } } } };
  return { startMs: T0 + number * HOUR_MS, lengthMs: HOUR_MS, tally };
}

export function sampleBatch(ids: readonly string[], changes: Partial<PairBatch> = {}): PairBatch {
  return { stream: STREAM, atMs: T0, ids, steps: [sampleStep(0, ids.length)], details: [], samples: [], ...changes };
}

export function sampleHalf(id: string, side: PairHalf['side'], changes: Partial<PairHalf> = {}): PairHalf {
  return { id, side, answer: { text: `${side} says é "< 🙂`, score: 0.1 + 0.2 }, latencyMs: 12.5, arrivedAtMs: T0, ...changes };
}

export function sampleSample(id: string, changes: Partial<NewSample> = {}): NewSample {
  return {
    atMs: T0,
    pair: { id, control: { label: 'cat' }, candidate: { label: 'naïve 🙂' }, features: { length: 3 } },
    isDivergent: true,
    similarity: 0.5,
    segment: null,
    differences: [{ comparator: 'label', field: '/label', type: 'value', category: 'cat -> dog' }],
    ...changes,
  };
}
