import ratio from '../../../judges/ratio.ts';
import sequential from '../../../judges/sequential.ts';
import spread from '../../../judges/spread.ts';
import type { JudgeInput } from '../../../src/judging/judge.ts';
import { missingDataJudgement } from '../../../src/judging/missing-data.ts';
import type { Judgement } from '../../../src/model/judgement.ts';
import type { NoiseProfile } from '../../../src/model/noise-profile.ts';
import { kayentaClass } from '../../support/kayenta-rule.ts';

/** One value a step and side. */
export interface Sides {
  readonly control: Float64Array;
  readonly candidate: Float64Array;
}

/** True where a contestant calls the candidate worse. */
export type Contestant = (sides: Sides) => boolean;

/** The incumbent with its default configuration, or asking for a mean ratio as well. */
export const incumbent =
  (allowedIncrease = 1): Contestant =>
  (sides) =>
    verdictOf(sides, allowedIncrease) === 'High';

export function verdictOf({ control, candidate }: Sides, allowedIncrease = 1) {
  return kayentaClass({ control, candidate, allowedIncrease });
}

/** Ours for a gauge: tolerance as a share of the control. */
export const ours =
  (tolerance: number, noiseProfile?: NoiseProfile): Contestant =>
  (sides) =>
    judgedGauge(sides, tolerance, noiseProfile).classification === 'high';

export function judgedGauge(sides: Sides, tolerance: number, noiseProfile?: NoiseProfile): Judgement {
  const input = { ...gauge(sides), tolerance: { ratio: tolerance }, ...(noiseProfile && { noiseProfile }) };
  return sequential.judge(input, { contrast: 'auto', window: 'auto', gate: 'normal' });
}

/** Ours for a metric that may have stopped to report: the judge and the watch on missing data, as the program runs both. */
export function judgedWithWatch(sides: Sides): Judgement['classification'] {
  const input = gauge(sides);
  return (missingDataJudgement('m', input.data, input.alpha) ?? judgedGauge(sides, 0.1)).classification;
}

export const ourSpread: Contestant = (sides) => spread.judge(gauge(sides), { ratio: 1.5 }).classification === 'high';

/** Ours for bad events of `total` a step. The incumbent is given their share. */
export const ourRatio =
  (total: number): Contestant =>
  ({ control, candidate }) => {
    const side = (bad: Float64Array) => ({ kind: 'ratio' as const, bad, total: new Float64Array(bad.length).fill(total) });
    const data = { kind: 'ratio' as const, control: side(control), candidate: side(candidate) };
    return ratio.judge({ ...COMMON, kind: 'ratio', data }, { negligible: 0.001 }).classification === 'high';
  };

/** Step at which a contestant asked at every step first calls harm; undefined when it never does. */
export function firstHarm(contestant: Contestant, { control, candidate }: Sides, from = 10): number | undefined {
  for (let n = from; n <= control.length; n++) {
    if (contestant({ control: control.subarray(0, n), candidate: candidate.subarray(0, n) })) return n;
  }
  return undefined;
}

const COMMON = {
  metric: 'm',
  mode: 'canary',
  direction: 'increase',
  tolerance: { ratio: 0.1 },
  alpha: 0.05,
  promoteAlpha: 0.05,
  minSamples: 5,
  stepMs: 60_000,
  stepsLeft: 0,
} as const;

function gauge({ control, candidate }: Sides): JudgeInput<'gauge'> {
  const data = {
    kind: 'gauge',
    control: { kind: 'gauge', values: control },
    candidate: { kind: 'gauge', values: candidate },
  } as const;
  return { ...COMMON, kind: 'gauge', data };
}
