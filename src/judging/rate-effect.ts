import type { Tolerance } from '../model/config.ts';
import type { Effect } from '../model/judgement.ts';
import type { EventTotals } from '../stats/event-steps.ts';
import type { RateLook } from './rate-look.ts';

/** One direction of harm, the question asked so that harm is "higher". */
export interface RateDirection {
  readonly side: 'high' | 'low';
  readonly look: RateLook;
  readonly ratio: number;
}

/** What both sides come to. */
export interface RateTotals {
  readonly control: EventTotals;
  readonly candidate: EventTotals;
}

/** The relative change of the rate; the difference of the rates where the control has no event or only a margin was asked for. */
export function rateEffect(tolerance: Tolerance, totals: RateTotals, { side, look, ratio }: RateDirection): Effect {
  const control = totals.control.events / totals.control.exposure;
  const candidate = totals.candidate.events / totals.candidate.exposure;
  if (control === 0 || (tolerance.ratio === undefined && tolerance.absolute !== undefined)) {
    const { difference } = look;
    // Asked with the sides swapped when the harm is a decrease.
    const [lower, upper] =
      side === 'high' ? [difference?.lower, difference?.upper] : [negative(difference?.upper), negative(difference?.lower)];
    return {
      name: 'rate difference',
      scale: 'absolute',
      estimate: candidate - control,
      lower: finite(lower),
      upper: finite(upper),
      tolerance: tolerance.absolute ?? null,
    };
  }
  const { lower, upper } = look.interval();
  const [from, to] = side === 'high' ? [lower, upper] : [1 / upper, 1 / lower];
  return {
    name: 'rate ratio',
    scale: 'relative',
    estimate: candidate / control - 1,
    lower: from - 1,
    upper: finite(to - 1),
    tolerance: side === 'high' ? ratio - 1 : 1 - 1 / ratio,
  };
}

const negative = (value: number | undefined): number | undefined => (value === undefined ? undefined : -value);
const finite = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null);
