import type { AnswerPair, Features } from '../answer-pair.ts';
import { type ComparisonPlan, isHeartbeat } from '../comparison-plan.ts';
import type { PairResult } from '../pair-result.ts';
import type { DetailTally } from '../tally.ts';
import { type ComparatorDetailCounts, comparatorDetailCounts } from './comparator-detail-counts.ts';
import { featureCounts } from './feature-counts.ts';

/** The details of an hour, being made. */
export interface DetailCounts {
  /** Counts a pair: a heartbeat not at all, one that nobody can decide without its features. */
  add(pair: AnswerPair, result: PairResult, plan: ComparisonPlan): void;
  /** A request of all the traffic. */
  addPopulation(features: Features): void;
  /** Counts what was counted elsewhere. */
  merge(tally: DetailTally): void;
  tally(): DetailTally;
}

export function detailCounts(): DetailCounts {
  const comparators = new Map<string, ComparatorDetailCounts>();
  const features = featureCounts();
  const population = featureCounts();
  return {
    add(pair, result, plan) {
      if (isHeartbeat(plan, pair.id)) return;
      for (const each of result.results) countsOf(comparators, each.comparator).add(each);
      if (pair.features !== undefined && !result.isError) features.add(pair.features, result.isDivergent ? 'diverged' : 'agreed');
    },
    addPopulation: (given) => population.add(given, 'agreed'),
    merge(tally) {
      for (const [name, detail] of Object.entries(tally.comparators)) countsOf(comparators, name).merge(detail);
      features.merge(tally.features);
      population.merge(tally.population);
    },
    tally: () => ({
      comparators: Object.fromEntries([...comparators].map(([name, comparator]) => [name, comparator.detail()])),
      features: features.tallies(),
      population: population.tallies(),
    }),
  };
}

function countsOf(comparators: Map<string, ComparatorDetailCounts>, name: string): ComparatorDetailCounts {
  let counts = comparators.get(name);
  if (counts === undefined) {
    counts = comparatorDetailCounts();
    comparators.set(name, counts);
  }
  return counts;
}
