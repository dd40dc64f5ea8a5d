import type { DivergenceBands } from '../model/comparison-config.ts';
import { type Band, bandOf } from '../model/divergence-band.ts';
import { formatDuration } from '../model/duration.ts';
import type { RolloutPlan, RolloutStep } from '../model/rollout-plan.ts';

const MINUTE_MS = 60_000;
/** Of all answers, so many may turn out otherwise at the first step, should the divergence be at its upper bound. */
const FIRST_CHANGED = 0.0005;
const FIRST_WEIGHT = { least: 1, most: 50 } as const;
/** Below half of the band safe there is room to be bold. */
const BOLD = 0.5;

interface Pace {
  /** How many times the weight of the step before. */
  readonly growth: number;
  readonly pauseMs: number;
}

const BOLDLY: Pace = { growth: 5, pauseMs: 30 * MINUTE_MS };
const PACE: Readonly<Record<Band, Pace>> = {
  safe: { growth: 3, pauseMs: 60 * MINUTE_MS },
  investigate: { growth: 2, pauseMs: 4 * 60 * MINUTE_MS },
  'edge-cases': { growth: 2, pauseMs: 12 * 60 * MINUTE_MS },
  'do-not-roll-out': { growth: 2, pauseMs: 24 * 60 * MINUTE_MS },
};

/**
 * How to roll out a candidate by what is known of its divergence: the first share is one at which hardly any answer of all changes, the
 * following ones grow, and the pauses are the longer the more the candidate may diverge. A higher bound never makes any step larger,
 * earlier, or the whole shorter.
 *
 * @param estimate rate of divergence, less noise; below 0 by chance is 0. @param upper its upper bound, in [0, 1].
 */
export function rolloutPlan(
  { estimate, upper }: { readonly estimate: number; readonly upper: number },
  bands: DivergenceBands,
): RolloutPlan {
  const bound = Math.max(upper, 0);
  const { growth, pauseMs } = bound < BOLD * bands.safe ? BOLDLY : PACE[bandOf(bound, bands)];
  const first = Math.min(Math.max(Math.floor((100 * FIRST_CHANGED) / bound), FIRST_WEIGHT.least), FIRST_WEIGHT.most);
  const weights: number[] = [];
  for (let weight = first; weight < 100; weight *= growth) weights.push(weight);
  const pause = formatDuration(pauseMs);
  const steps: readonly RolloutStep[] = [...weights.map((weight) => ({ weight, pause })), { weight: 100, pause: '0s' }];
  return {
    why:
      `divergence ${percent(Math.max(estimate, 0))}, proven below ${percent(bound)}: ` +
      `at ${first} % of the traffic at most ${percent((first / 100) * bound)} of all answers are other ones`,
    steps,
    text: `${weights.map((weight) => `${weight} % for ${pause}`).join(', ')}, then all`,
    argo: [...weights.flatMap((weight) => [{ setWeight: weight }, { pause: { duration: pause } }]), { setWeight: 100 }],
    // The schema of Flagger's Canary reads neither hours nor two units together.
    flagger: { interval: `${pauseMs / MINUTE_MS}m`, stepWeights: weights },
  };
}

const percent = (rate: number): string => `${Number((100 * rate).toPrecision(2))} %`;
