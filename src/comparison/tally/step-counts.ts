import type { AnswerPair } from '../answer-pair.ts';
import { type ComparisonPlan, isHeartbeat, segmentOf } from '../comparison-plan.ts';
import type { PairResult } from '../pair-result.ts';
import type { StepTally } from '../tally.ts';
import { undecidedReason } from '../undecided-reason.ts';
import { type BinCounts, binCounts } from './bin-counts.ts';
import { boundedNames } from './bounded-names.ts';
import { type ComparatorCounts, comparatorCounts } from './comparator-counts.ts';
import { addDivergences, countPair, type DivergenceCounts, noDivergences } from './divergence-counts.ts';
import { NAME_LIMITS, nameCounts } from './name-counts.ts';

/** The tally of a step, being made. */
export interface StepCounts {
  /** Counts a pair: a heartbeat as that alone, one that nobody can decide among the errors alone, apart from what single comparators say. */
  add(pair: AnswerPair, result: PairResult, plan: ComparisonPlan): void;
  /** A pair that could not even be read. */
  addError(code: string): void;
  /** A half whose other half never came. @param side which was there. */
  addUnmatched(side: 'control' | 'candidate'): void;
  /** Counts what was counted elsewhere. */
  merge(tally: StepTally): void;
  tally(): StepTally;
}

export function stepCounts(): StepCounts {
  const divergences = noDivergences();
  const errors = nameCounts(NAME_LIMITS.errors);
  const unmatched = { control: 0, candidate: 0 };
  const heartbeats = { right: 0, wrong: 0 };
  const comparators = new Map<string, ComparatorCounts>();
  const segments = boundedNames<DivergenceCounts>({
    limit: NAME_LIMITS.segments,
    create: noDivergences,
    merge: addDivergences,
    weight: ({ pairs }) => pairs,
  });
  const latencyMs = { control: binCounts(), candidate: binCounts() };
  const versions = { control: nameCounts(NAME_LIMITS.versions), candidate: nameCounts(NAME_LIMITS.versions) };

  return {
    add(pair, result, plan) {
      if (isHeartbeat(plan, pair.id)) {
        const isRight = !result.isError && result.isDivergent === (plan.heartbeat?.expect === 'diverge');
        heartbeats[isRight ? 'right' : 'wrong']++;
        return;
      }
      for (const each of result.results) countsOf(comparators, each.comparator).add(each);
      if (result.isError) {
        errors.add(undecidedReason(plan, result)?.code ?? 'UNDECIDED', 1);
        return;
      }
      countPair(divergences, result);
      const segment = segmentOf(plan, pair);
      if (segment !== null) countPair(segments.at(segment), result);
      addLatency(latencyMs.control, pair.latencyMs?.control);
      addLatency(latencyMs.candidate, pair.latencyMs?.candidate);
      if (pair.versions?.control !== undefined) versions.control.add(pair.versions.control, 1);
      if (pair.versions?.candidate !== undefined) versions.candidate.add(pair.versions.candidate, 1);
    },
    addError: (code) => errors.add(code, 1),
    addUnmatched(side) {
      unmatched[side]++;
    },
    merge(tally) {
      addDivergences(divergences, tally);
      errors.addAll(tally.errors);
      unmatched.control += tally.unmatched.control;
      unmatched.candidate += tally.unmatched.candidate;
      heartbeats.right += tally.heartbeats.right;
      heartbeats.wrong += tally.heartbeats.wrong;
      for (const [name, comparator] of Object.entries(tally.comparators)) countsOf(comparators, name).merge(comparator);
      for (const [name, segment] of Object.entries(tally.segments)) addDivergences(segments.at(name), segment);
      latencyMs.control.addBins(tally.latencyMs.control);
      latencyMs.candidate.addBins(tally.latencyMs.candidate);
      versions.control.addAll(tally.versions.control);
      versions.candidate.addAll(tally.versions.candidate);
    },
    tally: () => ({
      ...divergences,
      errors: errors.record(),
      unmatched: { ...unmatched },
      heartbeats: { ...heartbeats },
      comparators: Object.fromEntries([...comparators].map(([name, comparator]) => [name, comparator.tally()])),
      segments: segments.record((segment) => ({ ...segment })),
      latencyMs: { control: latencyMs.control.bins(), candidate: latencyMs.candidate.bins() },
      versions: { control: versions.control.record(), candidate: versions.candidate.record() },
    }),
  };
}

function addLatency(counts: BinCounts, latencyMs: number | undefined): void {
  if (latencyMs !== undefined) counts.add(latencyMs);
}

function countsOf(comparators: Map<string, ComparatorCounts>, name: string): ComparatorCounts {
  let counts = comparators.get(name);
  if (counts === undefined) {
    counts = comparatorCounts();
    comparators.set(name, counts);
  }
  return counts;
}
