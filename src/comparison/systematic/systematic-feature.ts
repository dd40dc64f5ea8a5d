/** Pairs of which something is true, and those of them that diverged. */
export interface GroupRate {
  readonly pairs: number;
  readonly divergent: number;
}

/** The part of a feature's values in which pairs diverge more than in the rest. */
export interface FeatureGroup {
  /** Of a number: from (null: no bound) up to, not including (null: no bound). */
  readonly from?: number | null;
  readonly to?: number | null;
  /** Of labels: at most a few are named. */
  readonly labels?: readonly string[];
  readonly moreLabels?: number;
  readonly inside: GroupRate;
  readonly outside: GroupRate;
}

/** Of one label, or one range of a number; the interval of the rate is for one reading. */
export interface ValueRate {
  readonly name: string;
  readonly pairs: number;
  readonly divergent: number;
  readonly lower: number;
  readonly upper: number;
}

/** What a feature of the requests has to do with divergence. */
export interface SystematicFeature {
  readonly feature: string;
  readonly kind: 'number' | 'label';
  /** Pairs that have the feature. */
  readonly pairs: number;
  readonly divergent: number;
  /** Number: rank-biserial correlation with divergence, in [-1, 1]. Label: Cramér's V, in [0, 1]. Null when it was not tested. */
  readonly effect: {
    readonly name: 'rank-biserial' | 'cramers-v';
    readonly estimate: number;
    readonly lower: number;
    readonly upper: number;
  } | null;
  /** Chance of so much when the feature has nothing to do with it, and the same adjusted for all features tested. Null when not tested. */
  readonly pValue: number | null;
  readonly adjustedPValue: number | null;
  readonly group: FeatureGroup | null;
  /** A number by its ranges in order, a label by those of its values that diverge the most; empty when it was not tested. */
  readonly rates: readonly ValueRate[];
  /** Proven, and large enough to matter. */
  readonly isSystematic: boolean;
  /** `longer text diverges more: 0.4 % below 120, 7.9 % from there on`, or why nothing can be said. */
  readonly sentence: string;
}
