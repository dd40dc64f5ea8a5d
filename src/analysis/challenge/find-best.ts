import { percentText } from '../../comparison/number-text.ts';
import type { Effect } from '../../model/judgement.ts';
import type { Best, ChallengeCell, Contender, PrimaryMetric } from './challenge.ts';

/**
 * The best of the candidates, where it is proven: it is promoted, and its whole interval of the primary metric is on the better side of that
 * of every other candidate that is still in question. The intervals share the error levels among the candidates and hold at every look, so
 * that all of them are true at once, and a candidate that is no better than another is named with a chance of at most alpha + promoteAlpha
 * of the config: one bound of each interval is of either level.
 */
export function findBest(primary: PrimaryMetric | null, contenders: readonly Contender[]): Best {
  if (primary === null) return none('no required metric says which candidate is better: name one as primary');
  const left = contenders.filter(({ verdict, status }) => verdict !== 'rollback' && status !== 'cancelled');
  if (left.length === 0) return none('every candidate was rolled back or cancelled');
  const promoted = left.filter(({ verdict }) => verdict === 'promote');
  if (promoted.length === 0) {
    return none(left.some(({ status }) => status === 'running') ? 'no candidate is promoted yet' : 'no candidate was promoted');
  }
  // The doubt that is told is that of the one that seems to be the best.
  const doubts: string[] = [];
  for (const candidate of promoted.toSorted((one, other) => badness(primary, one) - badness(primary, other))) {
    const rivals = left.filter((one) => one !== candidate);
    const doubt = rivals.map((rival) => doubtOf(primary, candidate, rival)).find((why) => why !== undefined);
    if (doubt === undefined) return { name: candidate.name, reason: proofOf(primary, candidate, rivals) };
    doubts.push(doubt);
  }
  return none(doubts[0]!);
}

/** Larger is worse; what is not measured comes last. */
function badness({ metric, direction }: PrimaryMetric, of: Contender): number {
  const cell = cellOf(metric, of);
  if (typeof cell === 'string') return Number.MAX_VALUE;
  return direction === 'increase' ? cell.effect.estimate : -cell.effect.estimate;
}

function none(reason: string): Best {
  return { name: null, reason };
}

/** Why the candidate is not proven better than the rival; undefined when it is. */
function doubtOf(primary: PrimaryMetric, candidate: Contender, rival: Contender): string | undefined {
  const { metric, direction } = primary;
  const own = cellOf(metric, candidate);
  const other = cellOf(metric, rival);
  if (typeof own === 'string') return own;
  if (typeof other === 'string') return other;
  if (own.effect.scale !== other.effect.scale || own.effect.name !== other.effect.name)
    return `${metric} is measured as ${measureOf(own.effect)} in ${candidate.name} and as ${measureOf(other.effect)} in ${rival.name}`;
  const [below, above] = direction === 'increase' ? [own.effect.upper, other.effect.lower] : [other.effect.upper, own.effect.lower];
  if (below !== null && above !== null && below < above) return undefined;
  return `${candidate.name} is not proven better than ${rival.name}: ${metric} is ${rangeOf(own.effect)} in ${candidate.name} and ${rangeOf(other.effect)} in ${rival.name}`;
}

function proofOf({ metric }: PrimaryMetric, candidate: Contender, rivals: readonly Contender[]): string {
  if (rivals.length === 0) return `${candidate.name} is promoted, and every other candidate was rolled back or cancelled`;
  const effect = (of: Contender): Effect => (cellOf(metric, of) as MeasuredCell).effect;
  const others = rivals.map((rival) => `${rangeOf(effect(rival))} in ${rival.name}`).join(', ');
  return `${candidate.name} is promoted, and ${metric} is ${rangeOf(effect(candidate))} in it, ${others}`;
}

type MeasuredCell = ChallengeCell & { readonly effect: Effect };

/** The one interval of the metric, or why there is none. */
function cellOf(metric: string, { name, metrics }: Contender): MeasuredCell | string {
  const cells = metrics.filter((cell) => cell.name === metric);
  const [cell] = cells;
  if (cells.length > 1) return `${metric} of ${name} is judged by labels and has no one interval`;
  if (cell === undefined || cell.effect === null) return `${name} has no interval of ${metric} yet`;
  if (!cell.everyLook) return `the interval of ${metric} in ${name} holds for one look alone, not for all of them together`;
  return { ...cell, effect: cell.effect };
}

function measureOf({ name, scale }: Effect): string {
  return `${name} (${scale})`;
}

/** `-5 % to +3 %` of the control, where the effect is relative. */
function rangeOf({ lower, upper, scale }: Effect): string {
  const text = (bound: number): string => {
    const sign = bound > 0 ? '+' : '';
    return sign + (scale === 'relative' ? percentText(bound) : String(Number(bound.toPrecision(3))));
  };
  if (lower === null && upper === null) return 'anything';
  if (lower === null) return `at most ${text(upper!)}`;
  return upper === null ? `at least ${text(lower)}` : `${text(lower)} to ${text(upper)}`;
}
