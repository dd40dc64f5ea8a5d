import type { Direction, HardLimit } from '../model/config.ts';
import type { Judgement } from '../model/judgement.ts';
import type { PairData } from '../model/metric-data.ts';
import { stepValues } from './step-values.ts';

/**
 * The outage bound of a metric: harm as soon as enough consecutive steps are beyond it, anywhere in the run, without any statistics.
 * A bound for what no error level should delay; set it where no harmless release ever comes.
 *
 * A step counts when the candidate is above `above`, below `below`, or more than `ratio` times as bad as the control of the same step
 * (which must be above 0: from a control of nothing any event would be infinitely many times as bad). A missing step ends the row.
 *
 * @returns the judgement when the bound is broken; undefined otherwise: keeping it proves nothing.
 */
export function hardLimitJudgement(metric: string, data: PairData, limit: HardLimit, direction: Direction): Judgement | undefined {
  const control = stepValues(data.control);
  const candidate = stepValues(data.candidate);
  const isHigh = (value: number, before: number): boolean =>
    value > (limit.above ?? Infinity) || (direction !== 'decrease' && before > 0 && value > before * (limit.ratio ?? Infinity));
  const isLow = (value: number, before: number): boolean =>
    value < (limit.below ?? -Infinity) ||
    (direction !== 'increase' && limit.ratio !== undefined && before > 0 && value * limit.ratio < before);

  for (const [classification, isBeyond] of [['high', isHigh] as const, ['low', isLow] as const]) {
    let row = 0;
    for (let step = 0; step < candidate.length; step++) {
      row = isBeyond(candidate[step]!, control[step]!) ? row + 1 : 0;
      if (row < limit.steps) continue;
      return {
        classification,
        reason: `${metric}: beyond its hard limit (${limitText(limit)}) for ${limit.steps} steps in a row, the last at ${short(candidate[step]!)}, control ${short(control[step]!)}`,
        samples: { control: control.length, candidate: candidate.length },
        everyLook: true,
        score: 0,
        evidence: { step, limit: { ...limit } },
      };
    }
  }
  return undefined;
}

function limitText({ above, below, ratio }: HardLimit): string {
  return [
    above === undefined ? '' : `above ${above}`,
    below === undefined ? '' : `below ${below}`,
    ratio === undefined ? '' : `${ratio} times the control`,
  ]
    .filter((text) => text !== '')
    .join(', ');
}

const short = (value: number): string => (Number.isNaN(value) ? 'no value' : Number(value.toPrecision(4)).toString());
