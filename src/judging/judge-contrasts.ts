import type { Contrast } from './contrast.ts';
import type { ContrastJudgement, ContrastOutcome } from './contrast-judgement.ts';
import { type ContrastPlan, judgeContrast } from './judge-contrast.ts';

/** What several contrasts of one metric say together. */
export interface ContrastsJudgement {
  readonly outcome: ContrastOutcome;
  /** The one the outcome rests on: the harmful one, else the one furthest from being proven safe. */
  readonly decisive: ContrastJudgement;
  /** In the order given. */
  readonly all: readonly ContrastJudgement[];
}

const WORST_FIRST: readonly ContrastOutcome[] = ['harm', 'nodata', 'undecided', 'safe'];

/**
 * Judges several contrasts of one metric: harm when any is harm, each at an equal share of alpha; safe when all are, each at the full
 * promoteAlpha, for all must hold together.
 * @throws {RangeError} no contrasts, or as `judgeContrast`.
 */
export function judgeContrasts(contrasts: readonly Contrast[], plan: Omit<ContrastPlan, 'noise'>): ContrastsJudgement {
  return worstOf(contrasts.map((contrast) => judgeContrast(contrast, { ...plan, alpha: plan.alpha / contrasts.length })));
}

/** The same for contrasts judged already, each at its share of alpha. @throws {RangeError} none. */
export function worstOf(all: readonly ContrastJudgement[]): ContrastsJudgement {
  const [decisive] = [...all].sort((a, b) => rank(a) - rank(b) || (a.score ?? -1) - (b.score ?? -1));
  if (decisive === undefined) throw new RangeError('no contrasts to judge');
  return { outcome: decisive.outcome, decisive, all };
}

const rank = ({ outcome }: ContrastJudgement): number => WORST_FIRST.indexOf(outcome);
