import type { DifferenceType } from './comparator.ts';

/*
 * What is kept of pairs when the pairs are gone: plain JSON data, mergeable in any order. Names that come with pairs are limited in
 * number; those beyond the limit are counted together under OTHER.
 */

/** Key of what was too much to be counted by its own name. */
export const OTHER = '(other)';

/** Events by bin of the logarithmic scale in log-bins.ts; keys are bin numbers. */
export type Bins = Readonly<Record<string, number>>;

/**
 * Pairs, and those of them that diverged; with a second control, and those of them that diverged, and in which the control diverged from
 * itself alone. What noise is to be taken from is the divergence of the pairs whose noise is known: of others it was not left out.
 */
export interface Divergences {
  readonly pairs: number;
  readonly divergent: number;
  readonly withNoise: number;
  readonly divergentWithNoise: number;
  readonly noisy: number;
}

export interface ComparatorTally extends Divergences {
  /** Pairs it could not compare, by code. */
  readonly errors: Readonly<Record<string, number>>;
  /** Of 1 - similarity, of the candidate with the control and of the second control with it. */
  readonly distance: Bins;
  readonly noiseDistance: Bins;
  readonly scores: Readonly<Record<string, { readonly control: Bins; readonly candidate: Bins }>>;
}

/** All that the metrics of an analysis need of the pairs of one step. */
export interface StepTally extends Divergences {
  /** Pairs that no comparator could compare, by code; not among `pairs`. */
  readonly errors: Readonly<Record<string, number>>;
  /** Halves whose other half never came, by the side that was there: `control` counts requests that the candidate never answered. */
  readonly unmatched: { readonly control: number; readonly candidate: number };
  /** Heartbeat pairs with the answer they are known to have, and with another. Not among `pairs`. */
  readonly heartbeats: { readonly right: number; readonly wrong: number };
  readonly comparators: Readonly<Record<string, ComparatorTally>>;
  /** By value of the config's segment feature. */
  readonly segments: Readonly<Record<string, Divergences>>;
  /** Milliseconds. */
  readonly latencyMs: { readonly control: Bins; readonly candidate: Bins };
  readonly versions: { readonly control: Readonly<Record<string, number>>; readonly candidate: Readonly<Record<string, number>> };
}

/** Pairs by what a feature was: those that agreed, those that diverged. Of a population: all of it, and 0. */
export type AgreedDiverged = readonly [agreed: number, diverged: number];

export interface FeatureTally {
  /** By bin of the logarithmic scale. */
  readonly numbers: Readonly<Record<string, AgreedDiverged>>;
  /** By value; true and false are labels. */
  readonly labels: Readonly<Record<string, AgreedDiverged>>;
}

export interface ComparatorDetail {
  /** By field: pairs in which the candidate, and the second control, has differences of each type. */
  readonly fields: Readonly<Record<string, Readonly<Partial<Record<DifferenceType, readonly [candidate: number, noise: number]>>>>>;
  /** Pairs with differences of the candidate's own by category. */
  readonly categories: Readonly<Record<string, number>>;
  readonly measures: Readonly<Record<string, Bins>>;
}

/** What reports say beyond the metrics; of one hour. */
export interface DetailTally {
  readonly comparators: Readonly<Record<string, ComparatorDetail>>;
  readonly features: Readonly<Record<string, FeatureTally>>;
  /** Features of all traffic, as far as it was told. */
  readonly population: Readonly<Record<string, FeatureTally>>;
}

/** A tally of the time [startMs, startMs + lengthMs). */
export interface Timed<T> {
  readonly startMs: number;
  readonly lengthMs: number;
  readonly tally: T;
}
