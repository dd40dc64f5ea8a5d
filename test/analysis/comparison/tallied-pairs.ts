import type { PairReader } from '../../../src/analysis/comparison/comparison-records.ts';
import type { Mark } from '../../../src/analysis/ports/pair-store.ts';
import { noSteps } from '../../../src/comparison/tally/merge-steps.ts';
import type { ComparatorTally, Divergences, StepTally } from '../../../src/comparison/tally.ts';

/** So many pairs of which so many diverge; with a second control in the first `withNoise` of them. */
export function divergences(pairs: number, divergent: number, more: Partial<Divergences> = {}): Divergences {
  return { pairs, divergent, withNoise: 0, divergentWithNoise: 0, noisy: 0, ...more };
}

export function comparatorTally(more: Partial<ComparatorTally>): ComparatorTally {
  return { ...divergences(0, 0), errors: {}, distance: {}, noiseDistance: {}, scores: {}, ...more };
}

export function stepTally(more: Partial<StepTally>): StepTally {
  return { ...noSteps(), ...more };
}

interface TalliedPairs {
  readonly steps: readonly { readonly startMs: number; readonly lengthMs: number; readonly tally: StepTally }[];
  readonly marks?: readonly { readonly atMs: number; readonly mark: Mark }[];
}

/** Pairs that are counted already; `asked` are the names of the candidates that were asked for. */
export function talliedPairs({ steps, marks = [] }: TalliedPairs): PairReader & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async findSteps({ candidate }, fromMs, toMs) {
      asked.push(candidate);
      return steps.filter(({ startMs }) => startMs >= fromMs && startMs < toMs);
    },
    listMarks: async (_, fromMs, toMs) => marks.filter(({ atMs }) => atMs >= fromMs && atMs < toMs),
  };
}
