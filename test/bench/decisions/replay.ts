import sequential from '../../../judges/sequential.ts';
import type { JudgeInput } from '../../../src/judging/judge.ts';
import { noiseProfile } from '../../../src/judging/noise-profile-use.ts';
import type { NoiseProfile } from '../../../src/model/noise-profile.ts';
import { fitNoise } from '../../../src/stats/noise-profile-fit.ts';
import { kayentaClass } from '../../support/kayenta-rule.ts';
import { type Random, seeded } from '../../support/random.ts';
import { familyNamed } from './noise.ts';

export interface Scenario {
  /** Name of a noise family. */
  readonly noise: string;
  /** Relative change of the candidate: 0.2 is +20 %. */
  readonly effect: number;
  /** First step, from 0, that has the effect. Default 0. */
  readonly onset?: number;
  readonly tolerance: number;
  readonly window: 'auto' | 'on' | 'off';
  readonly alpha?: number;
  /** A profile learnt from this many steps of this noise before the run. */
  readonly history?: { readonly noise: string; readonly steps: number; readonly scale?: number };
  readonly runs: number;
  /** Last step looked at. Default 109: 100 looks from step 10 on. */
  readonly steps?: number;
  readonly firstLook?: number;
}

/** Shares of runs, and the median step of those that decided; NaN when none did. */
export interface Outcome {
  readonly rollback: number;
  readonly rollbackStep: number;
  /** Promoted at some look before any rollback. */
  readonly promote: number;
  readonly promoteStep: number;
}

const SEED = 20_261_121;
/** Steps before a promotion: the default of `duration.min`. */
const MIN_DURATION = 25;

/** Judges fresh seeded runs at every look, as a user who asks each minute would see them. */
export function replay(scenario: Scenario): Outcome {
  const rollbacks: number[] = [];
  const promotes: number[] = [];
  for (let run = 0; run < scenario.runs; run++) {
    const random = seeded(SEED + run * 7919);
    const profile = profileOf(scenario, random);
    const { rollback, promote } = decide(scenario, drawRun(scenario, random), profile);
    if (rollback !== undefined) rollbacks.push(rollback);
    if (promote !== undefined && (rollback === undefined || promote < rollback)) promotes.push(promote);
  }
  return {
    rollback: rollbacks.length / scenario.runs,
    rollbackStep: median(rollbacks),
    promote: promotes.length / scenario.runs,
    promoteStep: median(promotes),
  };
}

/** Share of the same runs that the incumbent's rule rolls back at some look. */
export function replayMannWhitneyRule(scenario: Scenario): number {
  let rollbacks = 0;
  for (let run = 0; run < scenario.runs; run++) {
    const random = seeded(SEED + run * 7919);
    const { control, candidate } = drawRun(scenario, random);
    for (let n = scenario.firstLook ?? 10; n <= (scenario.steps ?? 109); n++) {
      if (kayentaClass({ control: control.subarray(0, n), candidate: candidate.subarray(0, n) }) !== 'High') continue;
      rollbacks++;
      break;
    }
  }
  return rollbacks / scenario.runs;
}

interface Run {
  readonly control: Float64Array;
  readonly candidate: Float64Array;
}

function drawRun({ noise, effect, onset = 0, steps = 109 }: Scenario, random: Random): Run {
  const drawn = familyNamed(noise).draw(random, steps);
  const shift = Math.log1p(effect);
  return {
    control: drawn.control.map(Math.exp),
    candidate: drawn.candidate.map((value, t) => Math.exp(value + (t >= onset ? shift : 0))),
  };
}

function profileOf({ history }: Scenario, random: Random): NoiseProfile | undefined {
  if (history === undefined) return undefined;
  const past = familyNamed(history.noise).draw(random, history.steps);
  const contrast = past.candidate.map((value, t) => (history.scale ?? 1) * (value - past.control[t]!));
  return noiseProfile(fitNoise([contrast]), { metric: 'm', contrast: 'logRatio', stepMs: 60_000, queryHash: '', fittedAtMs: 0 });
}

function decide(scenario: Scenario, run: Run, profile: NoiseProfile | undefined): { rollback?: number; promote?: number } {
  const { tolerance, window, alpha = 0.05, steps = 109 } = scenario;
  const parameters = { contrast: 'auto', window, gate: 'normal' } as const;
  let promote: number | undefined;
  // With a profile the first look that may decide is the fifth step.
  for (let n = scenario.firstLook ?? (profile === undefined ? 10 : 5); n <= steps; n++) {
    const input: JudgeInput<'gauge'> = {
      metric: 'm',
      kind: 'gauge',
      mode: 'canary',
      direction: 'increase',
      tolerance: { ratio: tolerance },
      alpha,
      promoteAlpha: 0.05,
      minSamples: 5,
      stepMs: 60_000,
      stepsLeft: steps - n,
      data: {
        kind: 'gauge',
        control: { kind: 'gauge', values: run.control.subarray(0, n) },
        candidate: { kind: 'gauge', values: run.candidate.subarray(0, n) },
      },
      ...(profile === undefined ? {} : { noiseProfile: profile }),
    };
    const { classification } = sequential.judge(input, parameters);
    if (classification === 'high') return { rollback: n, ...(promote === undefined ? {} : { promote }) };
    if (classification === 'pass' && n >= MIN_DURATION) promote ??= n;
  }
  return promote === undefined ? {} : { promote };
}

function median(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]!;
}
