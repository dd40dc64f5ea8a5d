import { type EventSide, sum } from './event-steps.ts';

/** The steps of a divergence that can be judged, in time order. */
export interface DivergenceSteps {
  /** Divergent pairs, of all pairs whose divergence is judged. */
  readonly candidate: EventSide;
  /** Pairs in which a second control diverged from the control, of those in which there was one; absent without a second control. */
  readonly noise?: EventSide;
}

/** Events of all steps and what they are counted against. */
export function pooled({ events, exposure }: EventSide): { readonly events: number; readonly trials: number; readonly rate: number } {
  const [all, trials] = [sum(events), sum(exposure)];
  return { events: all, trials, rate: all / trials };
}
