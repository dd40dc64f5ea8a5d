import { type FoldRules, type PairFold, pairFold } from '../../analysis/comparison/pair-fold.ts';
import type { Clock } from '../../analysis/ports/clock.ts';
import type { NewSample } from '../../analysis/ports/pair-store.ts';
import type { AnswerPair } from '../../comparison/answer-pair.ts';
import { detailCounts } from '../../comparison/tally/detail-counts.ts';
import { mergeSteps } from '../../comparison/tally/merge-steps.ts';
import { stepCounts } from '../../comparison/tally/step-counts.ts';
import type { DetailTally, StepTally, Timed } from '../../comparison/tally.ts';

/**
 * Files have no time, but an order: a step is so many requests that follow one another. From so many steps it is seen how much the rate
 * wanders; twice as many are merged two by two, and the next ones are twice as long, from a single request on: the more steps a short file
 * has, the more can be said of it.
 */
const FEWEST_STEPS = 128;
/** Requests whose divergent pairs are held at a time, to choose cases from: a step may be of any number of them. */
const MOST_AT_ONCE = 1_000;
/** Cases to choose from. */
const MOST_SAMPLES = 20;

export interface FoldedSteps {
  readonly fromMs: number;
  readonly toMs: number;
  /** In the order of the files, each in its share of the time that reading them took. */
  readonly steps: readonly Timed<StepTally>[];
  readonly details: Timed<DetailTally>;
  /** Divergent pairs, the least similar first. */
  readonly samples: readonly NewSample[];
}

/** Compares any number of pairs and counts them in steps, in bounded room. */
export interface StepFold {
  pair(pair: AnswerPair): void;
  unmatched(side: 'control' | 'candidate'): void;
  end(): FoldedSteps;
}

/** So many requests, and what was counted of them. */
interface Counted {
  readonly requests: number;
  readonly tally: StepTally;
}

export function foldSteps(rules: Omit<FoldRules, 'stepMs' | 'samples'>, clock: Clock): StepFold {
  const fromMs = clock.now();
  const foldRules: FoldRules = { ...rules, stepMs: 1, samples: { divergent: 1, agreeing: 0, perDay: Infinity } };
  const details = detailCounts();
  let steps: Counted[] = [];
  let samples: NewSample[] = [];
  let perStep = 1;
  let fold: PairFold | undefined;
  let step = stepCounts();
  let requests = 0;

  const drain = (): void => {
    if (fold === undefined) return;
    const folded = fold.folded();
    for (const { tally } of folded.steps) step.merge(tally);
    for (const { tally } of folded.details) details.merge(tally);
    samples = leastSimilar([...samples, ...folded.samples]);
    fold = undefined;
  };
  const close = (): void => {
    drain();
    if (requests === 0) return;
    steps.push({ requests, tally: step.tally() });
    step = stepCounts();
    requests = 0;
    if (steps.length < 2 * FEWEST_STEPS) return;
    steps = mergedByTwo(steps);
    perStep *= 2;
  };
  const next = (): PairFold => {
    if (requests === perStep) close();
    else if (requests % MOST_AT_ONCE === 0) drain();
    requests++;
    fold ??= pairFold(foldRules, MOST_AT_ONCE);
    return fold;
  };

  return {
    pair: (pair) => next().pair(pair, fromMs),
    unmatched: (side) => next().unmatched(side, fromMs),
    end() {
      close();
      // A millisecond each at least, so that none is at the time of another.
      const toMs = Math.max(clock.now(), fromMs + Math.max(1, steps.length));
      const tally = details.tally();
      return { fromMs, toMs, steps: timed(steps, { fromMs, toMs }), details: { startMs: fromMs, lengthMs: toMs - fromMs, tally }, samples };
    },
  };
}

function timed(steps: readonly Counted[], { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): Timed<StepTally>[] {
  const all = steps.reduce((sum, { requests }) => sum + requests, 0);
  let before = 0;
  return steps.map(({ requests, tally }) => {
    const startMs = fromMs + ((toMs - fromMs) * before) / all;
    before += requests;
    return { startMs, lengthMs: ((toMs - fromMs) * requests) / all, tally };
  });
}

function mergedByTwo(steps: readonly Counted[]): Counted[] {
  const merged: Counted[] = [];
  for (let i = 0; i + 1 < steps.length; i += 2) {
    const [first, second] = [steps[i]!, steps[i + 1]!];
    merged.push({ requests: first.requests + second.requests, tally: mergeSteps(first.tally, second.tally) });
  }
  return merged;
}

/** Those without a similarity last. */
function leastSimilar(samples: readonly NewSample[]): NewSample[] {
  const of = ({ similarity }: NewSample): number => similarity ?? Number.MAX_VALUE;
  return samples.toSorted((a, b) => of(a) - of(b)).slice(0, MOST_SAMPLES);
}
