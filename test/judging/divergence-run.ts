import { type DivergenceLevels, judgeDivergence } from '../../src/judging/judge-divergence.ts';
import type { Judgement } from '../../src/model/judgement.ts';
import type { RatioData } from '../../src/model/metric-data.ts';
import type { Random } from '../support/random.ts';

export const BANDS: DivergenceLevels = { safe: 0.01, investigate: 0.05, edgeCases: 0.1 };

export interface Sides {
  readonly candidate: RatioData;
  readonly control: RatioData;
}

/** Pairs and divergent ones by step; without noise the control has no data. */
export function sidesOf(pairs: ArrayLike<number>, divergent: ArrayLike<number>, noisy?: ArrayLike<number>): Sides {
  const ratio = (bad: ArrayLike<number>, total: ArrayLike<number>): RatioData => ({
    kind: 'ratio',
    bad: Float64Array.from(bad),
    total: Float64Array.from(total),
  });
  const none = new Float64Array(pairs.length).fill(Number.NaN);
  return { candidate: ratio(divergent, pairs), control: noisy === undefined ? ratio(none, none) : ratio(noisy, pairs) };
}

export function judged({ control, candidate }: Sides, levels: DivergenceLevels = BANDS, minSamples = 10): Judgement {
  return judgeDivergence(
    {
      metric: 'divergence',
      kind: 'ratio',
      mode: 'shadow',
      direction: 'increase',
      tolerance: {},
      alpha: 0.05,
      promoteAlpha: 0.05,
      minSamples,
      stepMs: 60_000,
      stepsLeft: 100,
      data: { kind: 'ratio', control, candidate },
    },
    levels,
  );
}

/** The first so many steps. */
export function upTo({ control, candidate }: Sides, steps: number): Sides {
  const cut = ({ bad, total }: RatioData): RatioData => ({ kind: 'ratio', bad: bad.subarray(0, steps), total: total.subarray(0, steps) });
  return { control: cut(control), candidate: cut(candidate) };
}

export interface Drawn {
  readonly steps: number;
  /** Pairs a step, in the mean. */
  readonly pairs: number;
  /** What the candidate diverges by itself. */
  readonly rate: number;
  /** Of a second control; 0 is none. */
  readonly noise?: number;
  /** The rate wanders: log-normal with this deviation, AR(1) with this autocorrelation, and the given rate as its mean. */
  readonly wander?: { readonly deviation: number; readonly phi: number };
  /** Step with which the candidate begins to diverge. */
  readonly from?: number;
}

export function drawSides(random: Random, { steps, pairs, rate, noise = 0, wander = { deviation: 0, phi: 0 }, from = 0 }: Drawn): Sides {
  const { deviation, phi } = wander;
  const total = new Float64Array(steps);
  const divergent = new Float64Array(steps);
  const noisy = new Float64Array(steps);
  let state = random.normal();
  for (let t = 0; t < steps; t++) {
    if (t > 0) state = phi * state + Math.sqrt(1 - phi * phi) * random.normal();
    const own = t < from ? 0 : rate * Math.exp(deviation * state - deviation ** 2 / 2);
    total[t] = Math.max(1, random.poisson(pairs));
    divergent[t] = drawBinomial(random, total[t]!, Math.min(1, own + noise));
    noisy[t] = drawBinomial(random, total[t]!, noise);
  }
  return sidesOf(total, divergent, noise === 0 ? undefined : noisy);
}

function drawBinomial(random: Random, trials: number, chance: number): number {
  let events = 0;
  for (let i = 0; i < trials; i++) if (random.uniform() < chance) events++;
  return events;
}
