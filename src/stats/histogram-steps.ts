import { commonBounds, rebucket } from './histogram-bounds.ts';
import { total } from './histogram-distance.ts';

/** Both sides of one step over common buckets, events per bucket, not cumulative; at least one event a side. */
export interface HistogramStep {
  readonly control: Float64Array;
  readonly candidate: Float64Array;
}

/** In time order; undefined is a step that a side does not have, or in which it has no event. Its place is kept. */
export interface HistogramSteps {
  /** Ascending upper bounds that both sides count up to, the last one Infinity. */
  readonly bounds: Float64Array;
  readonly steps: readonly (HistogramStep | undefined)[];
}

export interface SideBuckets {
  readonly bounds: Float64Array;
  /** counts[b][t], NaN in every bucket of a missing step. */
  readonly counts: readonly Float64Array[];
}

/** Two histograms step by step over the bounds they share. */
export function histogramSteps(control: SideBuckets, candidate: SideBuckets): HistogramSteps {
  const bounds = commonBounds(control.bounds, candidate.bounds);
  const length = control.counts[0]?.length ?? 0;
  const steps = Array.from({ length }, (_, step) => {
    const pair = { control: bucketsAt(control, step, bounds), candidate: bucketsAt(candidate, step, bounds) };
    return isPresent(pair.control) && isPresent(pair.candidate) ? pair : undefined;
  });
  return { bounds, steps };
}

/** Whether a side has an event in a step. */
export function stepsWithEvents(side: SideBuckets): number {
  const length = side.counts[0]?.length ?? 0;
  return Array.from({ length }, (_, step) => isPresent(bucketsAt(side, step, side.bounds))).filter(Boolean).length;
}

/**
 * Every `size` steps as one, for statistics that few events cannot tell. Steps at the end that do not fill a whole one are left out.
 * @param size  >= 1.
 */
export function pooledSteps({ bounds, steps }: HistogramSteps, size: number): HistogramSteps {
  if (size === 1) return { bounds, steps };
  const pooled = Array.from({ length: Math.floor(steps.length / size) }, (_, i) => {
    const group = presentSteps(steps.slice(i * size, (i + 1) * size));
    return group.length === 0 ? undefined : pooledStep(group);
  });
  return { bounds, steps: pooled };
}

/** All events of the steps given, at least one step. */
export function pooledStep(steps: readonly HistogramStep[]): HistogramStep {
  const add = (side: keyof HistogramStep): Float64Array =>
    steps[0]![side].map((_, b) => steps.reduce((sum, step) => sum + step[side][b]!, 0));
  return { control: add('control'), candidate: add('candidate') };
}

export function presentSteps(steps: HistogramSteps['steps']): HistogramStep[] {
  return steps.filter((step) => step !== undefined);
}

/** How many steps have to be taken together for the side with fewer events to have `events` of them in every second step, >= 1. */
export function poolingFor(steps: readonly HistogramStep[], events: number): number {
  const fewer = steps.map(({ control, candidate }) => Math.min(total(control), total(candidate))).sort((a, b) => a - b);
  const typical = fewer[fewer.length >> 1];
  return typical === undefined ? 1 : Math.max(1, Math.ceil(events / typical));
}

function bucketsAt({ bounds, counts }: SideBuckets, step: number, target: Float64Array): Float64Array {
  return rebucket(
    bounds,
    counts.map((bucket) => bucket[step]!),
    target,
  );
}

function isPresent(counts: Float64Array): boolean {
  const events = total(counts);
  return events > 0 && events < Infinity;
}
