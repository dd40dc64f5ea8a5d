import type { AnswerPair } from '../../comparison/answer-pair.ts';
import { type ComparisonPlan, segmentOf } from '../../comparison/comparison-plan.ts';
import { keepsSample } from '../../comparison/keeps-sample.ts';
import type { PairResult } from '../../comparison/pair-result.ts';
import type { ComparisonConfig } from '../../model/comparison-config.ts';
import type { NewSample } from '../ports/pair-store.ts';

/** Which pairs are kept for review: the same ones whoever counts them, and never one that could not be decided. */
export function samplingOf({ divergent, agreeing }: ComparisonConfig['samples']): (id: string, result: PairResult) => boolean {
  return (id, { isDivergent, isError }) => {
    const share = isDivergent ? divergent : agreeing;
    return share > 0 && !isError && keepsSample(id, share);
  };
}

/** A pair as it is kept for review. */
export function newSample(of: {
  readonly pair: AnswerPair;
  readonly result: PairResult;
  readonly plan: ComparisonPlan;
  readonly atMs: number;
}): NewSample {
  const { pair, result, plan, atMs } = of;
  const similarities = result.results.flatMap(({ compared }) => compared?.similarity ?? []);
  return {
    atMs,
    pair,
    isDivergent: result.isDivergent,
    similarity: similarities.length === 0 ? null : Math.min(...similarities),
    segment: segmentOf(plan, pair),
    differences: result.results.flatMap(({ comparator, own }) => own.map((difference) => ({ comparator, ...difference }))),
  };
}
