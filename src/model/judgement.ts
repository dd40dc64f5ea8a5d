import type { Json } from './json.ts';

/**
 * What a judge says of one metric.
 * `pass`: proven within tolerance. `high` / `low`: proven harmful, the candidate being higher / lower than it may be.
 * `undecided`: measured, but neither is proven yet. `nodata`: not enough to measure. `error`: the judge or the data failed.
 * Only `pass` ever speaks for a promotion, only `high` and `low` for a rollback.
 */
export type Classification = 'pass' | 'high' | 'low' | 'undecided' | 'nodata' | 'error';

/** How far the candidate is from the control, with its interval, on the scale the tolerance is written in. */
export interface Effect {
  /** What was compared, for people: `mean ratio`, `p99`, `share over 0.5`. */
  readonly name: string;
  /** `relative`: candidate / control - 1. `absolute`: a difference in the metric's own unit. `probability`: P(candidate > control) - 0.5. `index`: a distance that is 0 when equal. */
  readonly scale: 'relative' | 'absolute' | 'probability' | 'index';
  readonly estimate: number;
  /** Interval; null where it is unbounded. `lower` holds at the rollback level, `upper` at the promotion level, for direction increase. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** What is still harmless, >= 0, same scale; null when the judge has none. */
  readonly tolerance: number | null;
}

export interface Judgement {
  readonly classification: Classification;
  /** One sentence with the metric, the numbers and the tolerance. */
  readonly reason: string;
  /** The effect the classification rests on; further ones stand in evidence. */
  readonly effect?: Effect;
  /** Usable samples (steps, or events for ratio and count) a side. */
  readonly samples: { readonly control: number; readonly candidate: number };
  /** Independent-sample equivalent of the paired steps. */
  readonly effectiveSamples?: number;
  /** In [0, 1]. */
  readonly pValue?: number;
  /** Natural logarithm of the e-value against "no worse than the tolerance". */
  readonly logEValue?: number;
  /** True when the error level holds over all looks together, false when for one look only. */
  readonly everyLook: boolean;
  /** 0 (proven harmful) to 100 (proven harmless); absent when the judge cannot say. */
  readonly score?: number;
  /** Forecast: about how many further steps until this metric can be told. Absent where no reliable forecast exists. */
  readonly moreSteps?: number;
  /** Everything else the judge measured. */
  readonly evidence?: { readonly [key: string]: Json };
}
