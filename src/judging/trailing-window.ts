/** Steps of the trailing window: harm that began late hides from the whole run, which takes it for slow noise. */
export const TRAILING_STEPS = 30;
/** Below a tolerance of 10 % the window about doubles the false rollbacks; from there on it costs next to nothing. */
const FROM_TOLERANCE = 0.1;

export type TrailingWindowChoice = 'auto' | 'on' | 'off';

/**
 * Whether the latest steps are also looked at on their own; `auto` says yes from a tolerance of 10 % of the control on.
 * @param relativeTolerance  as a share of the control; undefined where that cannot be said.
 */
export function usesTrailingWindow(choice: TrailingWindowChoice, relativeTolerance: number | undefined): boolean {
  return choice === 'on' || (choice === 'auto' && relativeTolerance !== undefined && relativeTolerance >= FROM_TOLERANCE);
}

/** The part of `values` that begins with the 30th-last value that is there; gaps in it keep their place. All of it when there are fewer. */
export function trailingPart(values: Float64Array): Float64Array {
  let start = values.length;
  for (let left = TRAILING_STEPS; start > 0 && left > 0; ) if (Number.isFinite(values[--start]!)) left--;
  return values.subarray(start);
}
