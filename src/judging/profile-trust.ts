/** How far a noise profile is trusted, and what that is worth. */
export interface ProfileTrust {
  /** Prior probability that the profile is wrong for the run, in (0, 1). */
  readonly vagueShare: number;
  /** How many steps the learnt scale counts for, however long the history was. */
  readonly scaleSteps: number;
  /** The rollback level of the boundary over the level that is asked for, >= 1. */
  readonly levelFactor: number;
}

/** Below a tolerance of 5 % a mistaken profile can push errors above their level, so it is trusted less and its slack is not spent. */
const TRUST_FROM = 0.05;
const FIRST_LOOK = 5;
/** A run of this many steps spends two fifths of what the boundary allows for runs without end. */
const MEASURED_STEPS = 110;
const MEASURED_FACTOR = 2.5;

/**
 * With the noise known, the boundary for runs without end leaves most of its level unspent in a run that ends: looks up to step 110 cross it
 * in 0.01 of harmless runs at level 0.05. The boundary of a run with an end is drawn at a higher level, so that the error over that run is
 * the one asked for: 2.5 times at 110 steps (measured 0.02 to 0.048 at 0.05, \`npm run bench -- decisions\`), falling as the logarithm of
 * the length of the run rises, for that is the clock on which the boundary spends.
 *
 * @param relativeTolerance  as a share of the control; undefined where that cannot be said.
 * @param horizon            steps from the first to the deadline, >= 1.
 */
export function profileTrust(relativeTolerance: number | undefined, horizon: number): ProfileTrust {
  if (relativeTolerance === undefined || relativeTolerance < TRUST_FROM) return { vagueShare: 0.1, scaleSteps: 5, levelFactor: 1 };
  const spent = Math.log(MEASURED_STEPS / FIRST_LOOK) / Math.log(Math.max(horizon, MEASURED_STEPS) / FIRST_LOOK);
  return { vagueShare: 0.05, scaleSteps: 15, levelFactor: Math.max(1, MEASURED_FACTOR * spent) };
}

/** Beyond this the boundary is no longer monotone in its level. */
const HIGHEST_LEVEL = 0.15;

/** The level to draw the boundary at for an error of alpha over the run. */
export function boundaryLevel(alpha: number, { levelFactor }: ProfileTrust): number {
  return Math.max(alpha, Math.min(HIGHEST_LEVEL, levelFactor * alpha));
}
