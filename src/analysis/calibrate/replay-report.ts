import { binomialInterval } from '../../stats/binomial-interval.ts';

/** How often something happened in replayed releases. */
export interface Rate {
  readonly count: number;
  readonly of: number;
  readonly share: number;
  /** Exact 95 % limits, with overlapping releases counted for what they are worth. */
  readonly lower: number;
  readonly upper: number;
}

/** The share of `of` releases, `disjoint` of which do not overlap. @param of above 0. */
export function rateOf(count: number, of: number, disjoint: number): Rate {
  const share = count / of;
  const { lower, upper } = binomialInterval(share * disjoint, disjoint, 0.025);
  return { count, of, share, lower, upper };
}

/** What the replays said of one metric. */
export interface MetricReplay {
  /** Called harmful though nothing was wrong. */
  readonly falseAlarms: Rate;
  /** Proven harmless at some look. */
  readonly proven: Rate;
  /** The smallest of the harms put in that is found in 80 % of the releases, as a share; null when none of them is. */
  readonly smallestHarm: number | null;
  /** Why no harm was put in; a clause. */
  readonly noHarm?: string;
}

export interface ReplayReport {
  readonly releases: number;
  readonly disjoint: number;
  readonly stepsOfRelease: number;
  /** Less than a release of the config lasts: the history is too short. */
  readonly shortened: boolean;
  /** Releases judged with profiles learnt without them. */
  readonly withProfiles: number;
  readonly falseRollbacks: Rate;
  readonly promoted: Rate;
  /** Fell to what the config does at its deadline. */
  readonly undecided: Rate;
  /** From start to promotion: the median of all releases; null when half of them or more are never promoted. */
  readonly medianPromoteMs: number | null;
  readonly metrics: Readonly<Record<string, MetricReplay>>;
}

export const HARMS = [0.05, 0.1, 0.2, 0.3, 0.5, 1] as const;
export const FOUND_SHARE = 0.8;

/** The median where missing values lie above all others; null when it is one of them. */
export function medianOrNever(values: readonly (number | undefined)[]): number | null {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  return sorted[Math.floor(values.length / 2)] ?? null;
}
