import type { Direction } from '../model/config.ts';
import { marginScore } from './margin-score.ts';

/** Infinite where unbounded. */
export interface Ends {
  readonly lower: number;
  readonly upper: number;
}

/** An effect (candidate against control, 0 for none) with its interval at both levels, and what of it is harmless. */
export interface GuardedEffect {
  readonly estimate: number;
  /** Ends that hold at the level of a rollback. */
  readonly rollback: Ends;
  /** Ends that hold at the level of a promotion. */
  readonly promotion: Ends;
  /** >= 0, same scale. */
  readonly tolerance: number;
  readonly direction: Direction;
  /** What proves a harm: the whole interval beyond the tolerance, or the estimate beyond it and the interval beyond no effect. */
  readonly proof: 'interval' | 'estimate';
}

export interface MarginDecision {
  readonly classification: 'pass' | 'high' | 'low' | 'undecided';
  /** 100 exactly when pass, 0 exactly when high or low; absent when undecided and the interval is unbounded. */
  readonly score?: number;
  /** The ends that decide: one that proves harm holds at the rollback level, one that faces the tolerance from inside at the promotion level. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Ends this near to the tolerance are on it: 0.33 - 0.3 is not 0.03, and units must not decide. */
const SAME = 1e-9;

/**
 * Whether an effect is proven harmful, proven harmless, or neither yet.
 * Pass needs the whole promotion interval within the tolerance, in every direction that is harm.
 *
 * @throws {RangeError} an end or the tolerance is NaN, or the tolerance is negative.
 */
export function decideMargin({ estimate, rollback, promotion, tolerance, direction, proof }: GuardedEffect): MarginDecision {
  const onTolerance = (value: number): number => (Math.abs(value - tolerance) <= SAME * tolerance ? tolerance : value);
  const scoreOf = (side: 'high' | 'low'): number | undefined => {
    const sign = side === 'high' ? 1 : -1;
    const lower = onTolerance(side === 'high' ? rollback.lower : -rollback.upper);
    const upper = onTolerance(side === 'high' ? promotion.upper : -promotion.lower);
    if (proof === 'estimate' && onTolerance(sign * estimate) > tolerance && lower > 0) return 0;
    return marginScore({ lower, upper, tolerance });
  };
  const sides = direction === 'either' ? (['high', 'low'] as const) : direction === 'increase' ? (['high'] as const) : (['low'] as const);
  const scores = sides.map(scoreOf);
  const harm = sides.find((_, i) => scores[i] === 0);
  const score = harm !== undefined ? 0 : scores.includes(undefined) ? undefined : Math.min(...(scores as number[]));
  return {
    classification: harm ?? (score === 100 ? 'pass' : 'undecided'),
    ...(score !== undefined && { score }),
    lower: finiteOrNull(direction === 'increase' || harm === 'high' ? rollback.lower : promotion.lower),
    upper: finiteOrNull(direction === 'decrease' || harm === 'low' ? rollback.upper : promotion.upper),
  };
}

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
