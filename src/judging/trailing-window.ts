/** Steps of the trailing window: harm that began late hides from the whole run, which takes it for slow noise. */
export const TRAILING_STEPS = 30;
/**
 * The part of the rollback level that the window spends. A tenth finds a regression from the start as soon as if there were no window
 * (+20 % on iid noise: median step 30 against 34 with a half), and a large late one as surely; a small late one takes longer. With a noise
 * profile a fifth, since the whole run has less need of the rest.
 */
export const TRAILING_ALPHA_SHARE = { paired: 0.1, profile: 0.2 } as const;
/** Independent steps the window must hold: with 10 a third of its false rollbacks were slow noise that 30 steps cannot show. */
export const TRAILING_EFFECTIVE_STEPS = 12;
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
