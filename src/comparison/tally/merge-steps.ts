import type { StepTally } from '../tally.ts';
import { stepCounts } from './step-counts.ts';

/** The tally of no pairs. */
export function noSteps(): StepTally {
  return stepCounts().tally();
}

/** One tally of all the pairs of both: in any order the same, but for the names that were too many to be kept. */
export function mergeSteps(a: StepTally, b: StepTally): StepTally {
  return mergeAllSteps([a, b]);
}

/** As `mergeSteps`, of many at once, which is a lot cheaper than two by two. */
export function mergeAllSteps(tallies: Iterable<StepTally>): StepTally {
  const counts = stepCounts();
  for (const tally of tallies) counts.merge(tally);
  return counts.tally();
}
