import { NOT_THERE } from './compare-pair.ts';
import type { ComparisonPlan } from './comparison-plan.ts';
import type { ComparatorResult, PairResult } from './pair-result.ts';

/** Why nobody can say whether a pair diverged: the first failure of a comparator that counts; undefined when it can be said. */
export function undecidedReason({ comparators }: ComparisonPlan, { isError, results }: PairResult): ComparatorResult['error'] {
  if (!isError) return undefined;
  const failures = results.filter(({ error }) => error !== undefined);
  const counting = failures.filter(({ comparator }) => comparators.some(({ name, counts }) => counts && name === comparator));
  const [first] = [...counting.filter(({ error }) => error!.code !== NOT_THERE), ...counting, ...failures];
  return first?.error;
}
