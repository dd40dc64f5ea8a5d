import { commonBounds, rebucket } from './histogram-bounds.ts';
import { total } from './histogram-distance.ts';
import { selectInPlace } from './select.ts';

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
  const ofControl = stepReader(control, bounds);
  const ofCandidate = stepReader(candidate, bounds);
  const steps: (HistogramStep | undefined)[] = [];
  for (let step = 0; step < length; step++) {
    const pair = { control: ofControl(step), candidate: ofCandidate(step) };
    steps.push(hasEvents(total(pair.control)) && hasEvents(total(pair.candidate)) ? pair : undefined);
  }
  return { bounds, steps };
}

/** Whether a side has an event in a step. */
export function stepsWithEvents(side: SideBuckets): number {
  const steps = side.counts[0]?.length ?? 0;
  let present = 0;
  for (let step = 0; step < steps; step++) {
    let events = 0;
    for (const bucket of side.counts) events += bucket[step]!;
    if (hasEvents(events)) present++;
  }
  return present;
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
  const add = (side: keyof HistogramStep): Float64Array => {
    const sums = new Float64Array(steps[0]![side].length);
    for (const step of steps) {
      const counts = step[side];
      for (let b = 0; b < sums.length; b++) sums[b]! += counts[b]!;
    }
    return sums;
  };
  return { control: add('control'), candidate: add('candidate') };
}

export function presentSteps(steps: HistogramSteps['steps']): HistogramStep[] {
  return steps.filter((step) => step !== undefined);
}

/** How many steps have to be taken together for the side with fewer events to have `events` of them in every second step, >= 1. */
export function poolingFor(steps: readonly HistogramStep[], events: number): number {
  if (steps.length === 0) return 1;
  const fewer = new Float64Array(steps.length);
  for (let i = 0; i < fewer.length; i++) fewer[i] = Math.min(total(steps[i]!.control), total(steps[i]!.candidate));
  const typical = selectInPlace(fewer, fewer.length >> 1);
  return Math.max(1, Math.ceil(events / typical));
}

/** The counts of any step, merged into the buckets of `target`: bounds out of the side's own. */
function stepReader({ bounds, counts }: SideBuckets, target: Float64Array): (step: number) => Float64Array {
  // Bounds that both sides have all of, as they mostly do, leave nothing to merge: one turned copy then serves all steps.
  if (bounds.length === target.length) {
    const width = bounds.length;
    const turned = new Float64Array(width * (counts[0]?.length ?? 0));
    for (let b = 0; b < width; b++) {
      const bucket = counts[b]!;
      for (let step = 0, at = b; step < bucket.length; step++, at += width) turned[at] = bucket[step]!;
    }
    return (step) => turned.subarray(step * width, (step + 1) * width);
  }
  const own = new Float64Array(counts.length);
  return (step) => {
    for (let b = 0; b < own.length; b++) own[b] = counts[b]![step]!;
    return rebucket(bounds, own, target);
  };
}

function hasEvents(events: number): boolean {
  return events > 0 && events < Infinity;
}
