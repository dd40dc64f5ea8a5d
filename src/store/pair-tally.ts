import { mergeAllDetails } from '../comparison/tally/merge-details.ts';
import { mergeAllSteps } from '../comparison/tally/merge-steps.ts';
import type { DetailTally, StepTally } from '../comparison/tally.ts';

/** What a tally is of: `step` has all that metrics need, `detail` what reports say beyond that. */
export type TallyKind = 'step' | 'detail';

export type Tally = StepTally | DetailTally;

/** A row's tally and those that come to it. @param tallies of that kind, 1 or more. */
export function mergeTallies(kind: TallyKind, tallies: readonly Tally[]): Tally {
  return kind === 'step' ? mergeAllSteps(tallies as readonly StepTally[]) : mergeAllDetails(tallies as readonly DetailTally[]);
}
