import { percentText } from '../../comparison/number-text.ts';
import type { Effect } from '../../model/judgement.ts';
import type { Best, Contender, PrimaryMetric } from './challenge.ts';

/**
 * The best of the candidates, where it is proven: it is promoted, and its whole interval of the primary metric is on the better side of
 * that of every other candidate that is still in question; of a metric with several contrasts, such as p50 and p99, in each of them.
 *
 * The intervals share the error levels among the candidates and hold at every look. For each candidate that is not better than all others
 * there is one rival and one contrast in which it is not, and it is named only if its own bound there, or the rival's, is wrong. Summed over
 * the candidates (union bound) the chance of naming a wrong one is at most alpha + promoteAlpha of the config, however often it is asked.
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
  const effects = effectsIn(metric, of);
  if (typeof effects === 'string') return Number.MAX_VALUE;
  return direction === 'increase' ? effects[0].estimate : -effects[0].estimate;
}

function none(reason: string): Best {
  return { name: null, reason };
}

/** Why the candidate is not proven better than the rival; undefined when it is, in all contrasts of the metric. */
function doubtOf({ metric, direction }: PrimaryMetric, candidate: Contender, rival: Contender): string | undefined {
  const own = effectsIn(metric, candidate);
  const others = effectsIn(metric, rival);
  if (typeof own === 'string') return own;
  if (typeof others === 'string') return others;
  if (measuresOf(own) !== measuresOf(others))
    return `${metric} is measured as ${measuresOf(own)} in ${candidate.name} and as ${measuresOf(others)} in ${rival.name}`;
  for (const [i, effect] of own.entries()) {
    const other = others[i]!;
    const [below, above] = direction === 'increase' ? [effect.upper, other.lower] : [other.upper, effect.lower];
    if (below !== null && above !== null && below < above) continue;
    const what = own.length === 1 ? metric : `${metric}, by ${effect.name},`;
    return `${candidate.name} is not proven better than ${rival.name}: ${what} is ${rangeOf(effect)} in ${candidate.name} and ${rangeOf(other)} in ${rival.name}`;
  }
  return undefined;
}

function proofOf({ metric }: PrimaryMetric, candidate: Contender, rivals: readonly Contender[]): string {
  if (rivals.length === 0) return `${candidate.name} is promoted, and every other candidate was rolled back or cancelled`;
  const range = (of: Contender): string => {
    const effects = effectsIn(metric, of) as Effects;
    return effects.length === 1 ? rangeOf(effects[0]) : effects.map((effect) => `${effect.name} ${rangeOf(effect)}`).join(' and ');
  };
  const others = rivals.map((rival) => `${range(rival)} in ${rival.name}`).join(', ');
  return `${candidate.name} is promoted, and ${metric} is ${range(candidate)} in it, ${others}`;
}

type Effects = readonly [Effect, ...Effect[]];

/** The effects of the metric, or why there are none that can be compared. */
function effectsIn(metric: string, { name, metrics }: Contender): Effects | string {
  const cells = metrics.filter((cell) => cell.name === metric);
  if (cells.length > 1) return `${metric} of ${name} is judged by labels and has no one interval`;
  const [first, ...others] = cells[0]?.effects ?? [];
  if (first === undefined) return `${name} has no interval of ${metric} yet`;
  if (!cells[0]!.everyLook) return `the interval of ${metric} in ${name} holds for one look alone, not for all of them together`;
  return [first, ...others];
}

/** `p50 (relative), p99 (relative)` */
function measuresOf(effects: Effects): string {
  return effects.map(({ name, scale }) => `${name} (${scale})`).join(', ');
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
