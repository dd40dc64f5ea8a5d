import type { RatioData } from '../model/metric-data.ts';
import type { DivergenceSteps } from '../stats/divergence-steps.ts';
import type { EventSide } from '../stats/event-steps.ts';

export interface SelectedSteps extends DivergenceSteps {
  /** Why nothing may rest on these steps: a clause. */
  readonly flaw?: string;
}

/** A second control that has been silent for so many steps of the candidate's is gone. */
const SILENT_STEPS = 10;

/**
 * The steps that have pairs. Once there was a second control they are those that have its answers as well: without them what the candidate
 * does by itself cannot be told from what any copy of the control would do, and a second control that stops must not read as harm.
 */
export function divergenceSteps(control: RatioData, candidate: RatioData): SelectedSteps {
  const has = ({ bad, total }: RatioData, step: number): boolean => bad[step]! >= 0 && total[step]! > 0 && total[step]! < Infinity;
  const all: number[] = [];
  const both: number[] = [];
  for (let step = 0; step < candidate.total.length; step++) {
    if (!has(candidate, step)) continue;
    all.push(step);
    if (has(control, step)) both.push(step);
  }
  if (both.length === 0) return { candidate: sideAt(candidate, all) };
  const last = all.lastIndexOf(both.at(-1)!);
  const silent = all.length - 1 - last;
  const flaw =
    silent >= SILENT_STEPS
      ? `the second control has been silent for ${silent} steps, so that its noise is not known any more`
      : 2 * both.length < all.length
        ? `the second control answered in ${both.length} of ${all.length} steps only, so that its noise is not known`
        : undefined;
  return { candidate: sideAt(candidate, both), noise: sideAt(control, both), ...(flaw !== undefined && { flaw }) };
}

/** The latest steps alone. */
export function latestSteps({ candidate, noise }: DivergenceSteps, count: number): DivergenceSteps {
  const cut = ({ events, exposure }: EventSide): EventSide => ({ events: events.subarray(-count), exposure: exposure.subarray(-count) });
  return { candidate: cut(candidate), ...(noise && { noise: cut(noise) }) };
}

/** More events than trials, of queries that extrapolate, are as many. */
function sideAt({ bad, total }: RatioData, steps: readonly number[]): EventSide {
  return {
    events: Float64Array.from(steps, (step) => Math.min(bad[step]!, total[step]!)),
    exposure: Float64Array.from(steps, (step) => total[step]!),
  };
}
