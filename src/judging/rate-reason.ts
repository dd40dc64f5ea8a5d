import type { Effect } from '../model/judgement.ts';
import type { EventTotals } from '../stats/event-steps.ts';
import { effectText } from './effect-text.ts';
import type { JudgeInput } from './judge.ts';
import type { RateDirection, RateTotals } from './rate-effect.ts';
import type { RateQuestion } from './rate-look.ts';

export interface RateReason {
  readonly input: Pick<JudgeInput, 'metric' | 'tolerance' | 'stepsLeft'>;
  readonly counting: RateQuestion['counting'];
  readonly totals: RateTotals;
  /** Steps with data on both sides. */
  readonly n: number;
  readonly decisive: RateDirection;
  readonly effect: Effect;
  readonly moreSteps: number | undefined;
}

/** `errors: 48 of 12000 (0.4 %), control 12 of 12100 (0.0992 %), rate ratio +303 % [110 %, 720 %], 10 % allowed: proven higher, 40 steps` */
export function rateReason({ input, counting, totals, n, decisive, effect, moreSteps }: RateReason): string {
  const { metric, tolerance, stepsLeft } = input;
  const { side, look } = decisive;
  const sides = `${rate(totals.candidate, counting)}, control ${rate(totals.control, counting)}`;
  const change = `, ${effect.name} ${effectText(effect)}`;
  const allowed = [
    ...(tolerance.absolute === undefined ? [] : [`${number(tolerance.absolute)} absolute`]),
    ...(tolerance.absolute === undefined || tolerance.ratio !== undefined ? [`${number(100 * (tolerance.ratio ?? 0.1))} %`] : []),
  ].join(' or ');
  const because = side === 'low' ? look.because.replace('higher', 'lower') : look.because;
  const late = look.outcome === 'undecided' && moreSteps !== undefined && moreSteps > stepsLeft;
  const more = moreSteps === undefined ? '' : `, about ${moreSteps} more steps${late ? ': will not decide before the deadline' : ''}`;
  return `${metric}: ${sides}${change}, ${allowed} allowed: ${because}, ${n} steps${more}`;
}

function rate({ events: count, exposure: amount }: EventTotals, counting: RateQuestion['counting']): string {
  if (amount === 0) return 'nothing';
  return counting === 'trials'
    ? `${number(count)} of ${number(amount)} (${number((100 * count) / amount)} %)`
    : `${number(count)} in ${number(amount)} (${number(count / amount)} per unit)`;
}

/** Counts in full, anything else to three digits. */
function number(value: number): string {
  return String(Number.isInteger(value) ? value : Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3)));
}
