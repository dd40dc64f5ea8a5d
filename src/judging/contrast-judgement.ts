import type { Json } from '../model/json.ts';
import type { ContrastLimits, ContrastScale } from './contrast.ts';

/**
 * `harm`: proven beyond a limit. `safe`: proven within all limits. `undecided`: measured, neither is proven.
 * `nodata`: fewer steps than asked for.
 */
export type ContrastOutcome = 'harm' | 'safe' | 'undecided' | 'nodata';

/** What the look says of one contrast. Numbers are on the contrast's own scale; null is "cannot say" or "unbounded". */
export interface ContrastJudgement {
  readonly name: string;
  readonly scale: ContrastScale;
  readonly limits: ContrastLimits;
  readonly outcome: ContrastOutcome;
  /** Which limit is broken when the outcome is `harm`, or nearer to being broken when both are guarded. */
  readonly side: 'high' | 'low';
  readonly estimate: number | null;
  /** Bounds that hold over all looks: the one facing the limit at the promotion level, the other at the rollback level. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Steps with both sides in the window that decided. */
  readonly n: number;
  /** Independent-step equivalent of n. */
  readonly nEff: number | null;
  /** `trailing`: harm of the latest 30 steps alone. */
  readonly window: 'whole' | 'trailing';
  readonly engine: 'paired' | 'profile' | 'unpaired';
  /** 0 exactly when `harm`, 100 exactly when `safe`; absent while too little is known to say. */
  readonly score?: number;
  /** About how many further steps until this can be told. Absent when decided, or when no reliable forecast exists. */
  readonly moreSteps?: number;
  /** Why nothing is decided, or what else to know; a clause without a full stop. */
  readonly note?: string;
  readonly evidence: { readonly [key: string]: Json };
}
