import { candidateErrors } from '../../comparison/candidate-errors.ts';
import { meanOfBins, similarityQuantile } from '../../comparison/tally/read-bins.ts';
import type { Bins, StepTally } from '../../comparison/tally.ts';
import type { ComparisonMeasure } from '../../model/comparison-measure.ts';
import type { MetricConfig } from '../../model/config.ts';
import type { GaugeData, RatioData } from '../../model/metric-data.ts';
import { chosenComparator } from './chosen-comparator.ts';
import { addBins, type BinSteps, eachStep, histogramsOf } from './measured-bins.ts';
import { measuredDivergence } from './measured-divergence.ts';
import type { MeasuredSteps } from './step-data.ts';

/** @param steps how many. @throws {RangeError} a metric whose data are no tallies. */
export function measuredSteps({ kind, measure }: MetricConfig, steps: number): MeasuredSteps {
  switch (measure?.measure) {
    case 'divergence':
      return measuredDivergence(measure, steps);
    case 'errors':
      return ratios(steps, (tally) => {
        const of = measure.comparator === undefined ? tally : chosenComparator(measure, tally);
        const failed = of === undefined ? 0 : candidateErrors(of.errors);
        return { candidate: [failed, failed + (of?.pairs ?? 0)], control: [0, 0] };
      });
    case 'unmatched':
      return ratios(steps, ({ pairs, errors, unmatched }) => {
        const joined = pairs + sum(Object.values(errors));
        return {
          candidate: [unmatched.control, joined + unmatched.control],
          control: [unmatched.candidate, joined + unmatched.candidate],
        };
      });
    case 'similarity':
      return similarities(measure, steps);
    case 'latency':
      return numbers(kind, steps, ({ latencyMs }) => latencyMs);
    case 'score':
      return numbers(kind, steps, (tally) => {
        const scores = chosenComparator(measure, tally)?.scores;
        return scores !== undefined && Object.hasOwn(scores, measure.score!) ? scores[measure.score!] : undefined;
      });
    case 'reviewed':
    case undefined:
      throw new RangeError('the data of this metric are no tallies of pairs');
  }
}

/** Bad and all of either side; a side without any has no sample. */
type Counted = Readonly<Record<'control' | 'candidate', readonly [bad: number, total: number]>>;

function ratios(steps: number, read: (tally: StepTally) => Counted): MeasuredSteps {
  const [control, candidate] = [emptyRatio(steps), emptyRatio(steps)];
  return {
    add(index, tally) {
      const counted = read(tally);
      addRatio(control, index, counted.control);
      addRatio(candidate, index, counted.candidate);
    },
    data: () => [{ labels: {}, data: { kind: 'ratio', control, candidate } }],
  };
}

function emptyRatio(steps: number): RatioData {
  return { kind: 'ratio', bad: new Float64Array(steps).fill(Number.NaN), total: new Float64Array(steps).fill(Number.NaN) };
}

function addRatio({ bad, total }: RatioData, index: number, [more, of]: readonly [number, number]): void {
  if (of === 0) return;
  bad[index] = (Number.isNaN(bad[index]!) ? 0 : bad[index]!) + more;
  total[index] = (Number.isNaN(total[index]!) ? 0 : total[index]!) + of;
}

/** 1 - distance at the quantile; of the control against a second one, or 1 where there never was one. */
function similarities(measure: ComparisonMeasure, steps: number): MeasuredSteps {
  const own: (Bins | undefined)[] = new Array(steps).fill(undefined);
  const noise: (Bins | undefined)[] = new Array(steps).fill(undefined);
  return {
    add(index, tally) {
      const of = chosenComparator(measure, tally);
      if (of === undefined) return;
      addBins(own, index, of.distance);
      addBins(noise, index, of.noiseDistance);
    },
    data() {
      const read = (bins: Bins): number => similarityQuantile(bins, measure.quantile!);
      const control = noise.some((bins) => bins !== undefined) ? eachStep(noise, read) : eachStep(own, () => 1);
      return [
        {
          labels: {},
          data: { kind: 'gauge', control: { kind: 'gauge', values: control }, candidate: { kind: 'gauge', values: eachStep(own, read) } },
        },
      ];
    },
  };
}

/** Numbers of either side, as a histogram or by their mean. */
function numbers(
  kind: MetricConfig['kind'],
  steps: number,
  read: (tally: StepTally) => { readonly control: Bins; readonly candidate: Bins } | undefined,
): MeasuredSteps {
  const control: (Bins | undefined)[] = new Array(steps).fill(undefined);
  const candidate: (Bins | undefined)[] = new Array(steps).fill(undefined);
  return {
    add(index, tally) {
      const sides = read(tally);
      if (sides === undefined) return;
      addBins(control, index, sides.control);
      addBins(candidate, index, sides.candidate);
    },
    data() {
      if (kind === 'histogram') return [{ labels: {}, data: { kind, ...histogramsOf(control, candidate) } }];
      const gauge = (side: BinSteps): GaugeData => ({ kind: 'gauge', values: eachStep(side, meanOfBins) });
      return [{ labels: {}, data: { kind: 'gauge', control: gauge(control), candidate: gauge(candidate) } }];
    },
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
