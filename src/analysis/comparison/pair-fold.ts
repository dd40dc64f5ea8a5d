import type { AnswerPair } from '../../comparison/answer-pair.ts';
import { comparePair } from '../../comparison/compare-pair.ts';
import { type ComparisonPlan, isHeartbeat } from '../../comparison/comparison-plan.ts';
import type { RequestFeatures } from '../../comparison/read-pair.ts';
import type { Redactor } from '../../comparison/redact.ts';
import { type DetailCounts, detailCounts } from '../../comparison/tally/detail-counts.ts';
import { type StepCounts, stepCounts } from '../../comparison/tally/step-counts.ts';
import type { DetailTally, StepTally, Timed } from '../../comparison/tally.ts';
import type { ComparisonConfig } from '../../model/comparison-config.ts';
import type { HalfSide, NewSample } from '../ports/pair-store.ts';
import { newSample, samplingOf } from './new-sample.ts';

export interface Folded {
  readonly steps: readonly Timed<StepTally>[];
  readonly details: readonly Timed<DetailTally>[];
  readonly samples: readonly NewSample[];
}

/** Compares what comes and counts it: what is left of a batch are its tallies and a few samples. */
export interface PairFold {
  pair(pair: AnswerPair, atMs: number): void;
  request(request: RequestFeatures, atMs: number): void;
  /** @param side which half was there. */
  unmatched(side: HalfSide, atMs: number): void;
  folded(): Folded;
}

/** How the pairs of one config are counted. */
export interface FoldRules {
  readonly plan: ComparisonPlan;
  /** Takes out what is not to be kept. */
  readonly redact: Redactor;
  readonly samples: ComparisonConfig['samples'];
  /** Of the config's window. */
  readonly stepMs: number;
}

const HOUR_MS = 3_600_000;
/** Pairs are counted so many in a row: one by one, each after its text was parsed, takes half as long again for want of warm caches. */
const AT_ONCE = 64;

/** @param maxSamples how many are kept at most. */
export function pairFold({ plan, redact, samples, stepMs }: FoldRules, maxSamples: number): PairFold {
  const steps = timedCounts<StepTally, StepCounts>(stepMs, stepCounts);
  const details = timedCounts<DetailTally, DetailCounts>(HOUR_MS, detailCounts);
  const isSample = samplingOf(samples);
  const kept: NewSample[] = [];
  /** Of the same time. Its places are used again: an array that is emptied has to grow anew. */
  const waiting: AnswerPair[] = [];
  let waitingCount = 0;
  let waitingAtMs = 0;

  function foldWaiting(): void {
    if (waitingCount === 0) return;
    const step = steps.at(waitingAtMs);
    const detail = details.at(waitingAtMs);
    for (let i = 0; i < waitingCount; i++) {
      const pair = redact.pair(waiting[i]!);
      const result = comparePair(plan, pair);
      step.add(pair, result, plan);
      detail.add(pair, result, plan);
      if (kept.length < maxSamples && isSample(pair.id, result) && !isHeartbeat(plan, pair.id))
        kept.push(newSample({ pair, result, plan, atMs: waitingAtMs }));
    }
    waitingCount = 0;
  }

  return {
    pair(given, atMs) {
      if (waitingCount === AT_ONCE || atMs !== waitingAtMs) foldWaiting();
      waitingAtMs = atMs;
      waiting[waitingCount++] = given;
    },
    request: ({ features }, atMs) => details.at(atMs).addPopulation(redact.features(features)),
    unmatched: (side, atMs) => steps.at(atMs).addUnmatched(side),
    folded() {
      foldWaiting();
      return { steps: steps.timed(), details: details.timed(), samples: kept };
    },
  };
}

/** Counts by the time they are of: [startMs, startMs + lengthMs), where startMs is a multiple of the length. */
function timedCounts<T, C extends { tally(): T }>(lengthMs: number, create: () => C) {
  const byStart = new Map<number, C>();
  let [fromMs, toMs] = [0, 0];
  let current: C | undefined;
  return {
    at(atMs: number): C {
      if (current !== undefined && atMs >= fromMs && atMs < toMs) return current;
      fromMs = Math.floor(atMs / lengthMs) * lengthMs;
      toMs = fromMs + lengthMs;
      current = byStart.get(fromMs) ?? create();
      byStart.set(fromMs, current);
      return current;
    },
    timed: (): Timed<T>[] => [...byStart].map(([startMs, counts]) => ({ startMs, lengthMs, tally: counts.tally() })),
  };
}
