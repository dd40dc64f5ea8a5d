import { fewestSteps, HORIZON } from '../stats/fewest-steps.ts';
import type { ContrastLimits } from './contrast.ts';
import type { ContrastLook } from './contrast-look.ts';

/** Below both, the autocorrelation is too badly known for a forecast to be of use. */
const MIN_STEPS = 30;
const MIN_EFFECTIVE_STEPS = 12;

export interface Forecast {
  /** Further steps with data until the bounds clear the limits, >= 1; absent when that is beyond the horizon. */
  readonly steps?: number;
  /** No fewer steps than this, when `steps` is absent. */
  readonly beyond: number;
}

/**
 * How much longer until this can be told, should the effect and the noise stay as they look now: the fewest steps at which the half-width is
 * below the distance to the limit. Rather too long than too short for independent noise; rough under autocorrelation.
 * @returns undefined when no reliable forecast exists.
 */
export function forecastSteps(
  look: ContrastLook,
  { limits, alpha, promoteAlpha }: { readonly limits: ContrastLimits; readonly alpha: number; readonly promoteAlpha: number },
): Forecast | undefined {
  if (look.n < MIN_STEPS && look.nEff < MIN_EFFECTIVE_STEPS) return undefined;
  if (look.readyAt === Infinity) return undefined;
  const { above = Infinity, below = Infinity } = limits;
  const inside = Math.min(above - look.estimate, below + look.estimate);
  const distance = Math.abs(inside);
  const level = inside >= 0 ? promoteAlpha : alpha;
  const decides = (n: number): boolean => n >= look.readyAt && look.halfWidthAt(n, level) < distance;

  const steps = fewestSteps((more) => decides(look.n + more));
  return steps === undefined ? { beyond: HORIZON } : { steps, beyond: steps };
}
