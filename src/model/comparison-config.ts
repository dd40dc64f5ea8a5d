/** Which comparator is applied to which part of the answers. */
export interface ComparatorChoice {
  /** Unique in the config. */
  readonly name: string;
  /** Name of a comparator. */
  readonly type: string;
  /** JSON Pointer of the compared part of each answer; '' is the whole. */
  readonly path: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Whether its differences make a pair divergent; otherwise it only measures. */
  readonly counts: boolean;
}

/** Rates of divergence, in (0, 1), ascending, at which one band ends and the next begins. */
export interface DivergenceBands {
  /** Below: safe. */
  readonly safe: number;
  /** Below: investigate. */
  readonly investigate: number;
  /** Below: edge cases. Above: do not roll out. */
  readonly edgeCases: number;
}

/** The section `comparison` of a config with every default filled in. */
export interface ComparisonConfig {
  /** Template of the name that an analysis' pairs come under, with variables of the candidate's scope; default `candidate`. */
  readonly candidate: string;
  readonly comparators: readonly ComparatorChoice[];
  /** The feature that names a pair's segment. */
  readonly segment?: string;
  /** How long a half waits for the other one. */
  readonly joinMs: number;
  /** Pairs whose id starts with `prefix` come at least `everyMs` apart, and are known to agree or to diverge. */
  readonly heartbeat?: { readonly prefix: string; readonly everyMs: number; readonly expect: 'agree' | 'diverge' };
  /** So many pairs without a single divergence are suspicious unless a heartbeat that diverges proves that one would be seen; undefined: never. */
  readonly suspiciousZero?: number;
  readonly bands: DivergenceBands;
  /** Which pairs are stored for review. */
  readonly samples: {
    /** Share of the divergent pairs, in [0, 1]. */
    readonly divergent: number;
    /** Share of the pairs that agree, in [0, 1]. */
    readonly agreeing: number;
    /** At most so many a candidate and UTC day. */
    readonly perDay: number;
  };
  /** What is taken out of answers and features before anything is stored. */
  readonly redact: {
    /** JSON Pointers; `*` stands for any key or index. */
    readonly paths: readonly string[];
    /** Sources of regular expressions. */
    readonly patterns: readonly string[];
  };
  /** A pair whose JSON text is longer is an error of the pair. */
  readonly maxPairBytes: number;
  /** When a report is made, a cron expression in UTC. */
  readonly report?: { readonly schedule: string };
}
