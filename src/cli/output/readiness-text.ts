import type { ReadinessItem } from '../../model/readiness.ts';
import type { RolloutPlan } from '../../model/rollout-plan.ts';

/** What of a look is said beside its metrics: as much of it as the look has. */
export interface BesideMetrics {
  readonly readiness?: readonly { readonly item: string; readonly state: ReadinessItem['state']; readonly reason: string }[] | undefined;
  readonly rollout?: Pick<RolloutPlan, 'text' | 'why'> | undefined;
}

/** `readiness, minReviewed not met: 3 of 200`, and the plan of a rollout: plain text, a line each. */
export function besideMetrics({ readiness = [], rollout }: BesideMetrics): readonly string[] {
  return [
    ...readiness.map(({ item, state, reason }) => `readiness, ${item} ${state === 'not-met' ? 'not met' : state}: ${reason}`),
    ...(rollout ? [`rollout: ${rollout.text} (${rollout.why})`] : []),
  ];
}
