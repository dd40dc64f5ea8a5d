import type { Divergences, StepTally } from '../../comparison/tally.ts';
import type { ComparisonMeasure } from '../../model/comparison-measure.ts';
import type { PairData } from '../../model/metric-data.ts';
import { chosenComparator } from './chosen-comparator.ts';
import type { MeasuredSteps } from './step-data.ts';

/** Divergence of the pairs as a whole, of one comparator, of one segment, or of each segment with its label. */
export function measuredDivergence(measure: ComparisonMeasure, steps: number): MeasuredSteps {
  const named = new Map<string, Counts>();
  const at = (name: string): Counts => {
    const known = named.get(name) ?? countsOf(steps);
    named.set(name, known);
    return known;
  };
  if (!measure.bySegment) at('');
  return {
    add(index, tally) {
      if (measure.bySegment) for (const [name, counted] of Object.entries(tally.segments)) add(at(name), index, counted);
      else add(at(''), index, divergencesOf(measure, tally));
    },
    data() {
      // Before the first pair there is no segment yet, and a metric has one record at least.
      if (named.size === 0) return [{ labels: {}, data: dataOf(countsOf(steps)) }];
      return [...named].map(([name, counts]) => ({ labels: measure.bySegment ? { segment: name } : {}, data: dataOf(counts) }));
    },
  };
}

function divergencesOf(measure: ComparisonMeasure, tally: StepTally): Divergences | undefined {
  const { comparator, segment } = measure;
  if (comparator !== undefined) return chosenComparator(measure, tally);
  if (segment === undefined) return tally;
  return Object.hasOwn(tally.segments, segment) ? tally.segments[segment] : undefined;
}

const FIELDS = ['pairs', 'divergent', 'withNoise', 'divergentWithNoise', 'noisy'] as const satisfies readonly (keyof Divergences)[];
type Counts = Readonly<Record<(typeof FIELDS)[number], Float64Array>>;

function countsOf(steps: number): Counts {
  return Object.fromEntries(FIELDS.map((field) => [field, new Float64Array(steps)])) as Counts;
}

function add(counts: Counts, index: number, more: Divergences | undefined): void {
  if (more === undefined) return;
  for (const field of FIELDS) counts[field][index]! += more[field];
}

/**
 * Where a step has pairs whose noise is known, these alone: of the others no noise was left out, and they cannot be held against it. The
 * control's side is the second control; without one it has no sample.
 */
function dataOf({ pairs, divergent, withNoise, divergentWithNoise, noisy }: Counts): PairData {
  const missing = (values: Float64Array, of: Float64Array): Float64Array => values.map((value, t) => (of[t]! > 0 ? value : Number.NaN));
  const judged = pairs.map((count, t) => (withNoise[t]! > 0 ? withNoise[t]! : count));
  const bad = divergent.map((count, t) => (withNoise[t]! > 0 ? divergentWithNoise[t]! : count));
  return {
    kind: 'ratio',
    candidate: { kind: 'ratio', bad: missing(bad, judged), total: missing(judged, judged) },
    control: { kind: 'ratio', bad: missing(noisy, withNoise), total: missing(withNoise, withNoise) },
  };
}
