import type { StepTally } from '../../comparison/tally.ts';
import type { PairData } from '../../model/metric-data.ts';
import type { Labels } from '../../model/time-series.ts';

/** A metric's data, being taken from tallies. */
export interface MeasuredSteps {
  /** Adds a tally to the step of that index. */
  add(index: number, tally: StepTally): void;
  /** One, or one for each segment. */
  data(): readonly { readonly labels: Labels; readonly data: PairData }[];
}
