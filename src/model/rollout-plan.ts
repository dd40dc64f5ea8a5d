/** One step of a rollout: a share of the traffic, and how long to watch it. */
export interface RolloutStep {
  /** Per cent of the traffic, in [1, 100]. */
  readonly weight: number;
  /** A duration such as `1h`; `0s` of the last one. */
  readonly pause: string;
}

/** How to roll out a candidate whose divergence was measured. */
export interface RolloutPlan {
  /** One sentence with the numbers it rests on. */
  readonly why: string;
  /** Weights rise to 100. */
  readonly steps: readonly RolloutStep[];
  /** The plan in one line: `5 % for 1h, 25 % for 1h, then all`. */
  readonly text: string;
  /** Steps of an Argo Rollout, `spec.strategy.canary.steps`. */
  readonly argo: readonly ({ readonly setWeight: number } | { readonly pause: { readonly duration: string } })[];
  /** Part of a Flagger Canary's `spec.analysis`. */
  readonly flagger: { readonly interval: string; readonly stepWeights: readonly number[] };
}
