import type { ComparatorTally, StepTally } from '../../comparison/tally.ts';
import type { ComparisonMeasure } from '../../model/comparison-measure.ts';

/** The comparator of a measure, the one it names or the only one there is; undefined while no pair was compared by it. */
export function chosenComparator({ comparator }: ComparisonMeasure, { comparators }: StepTally): ComparatorTally | undefined {
  if (comparator === undefined) return Object.values(comparators)[0];
  return Object.hasOwn(comparators, comparator) ? comparators[comparator] : undefined;
}
