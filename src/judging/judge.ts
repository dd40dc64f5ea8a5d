import type { Static, TObject } from 'typebox';
import type { Direction, Mode, Slo, Tolerance } from '../model/config.ts';
import type { Judgement } from '../model/judgement.ts';
import type { MetricKind, PairData } from '../model/metric-data.ts';
import type { NoiseProfile } from '../model/noise-profile.ts';

/** All that a judge is told. Same input, same judgement: no clock, no I/O, no randomness, so any stored look can be judged again. */
export interface JudgeInput<K extends MetricKind = MetricKind> {
  /** Name for reasons, with its labels when paired by labels. */
  readonly metric: string;
  readonly kind: K;
  readonly mode: Mode;
  readonly direction: Direction;
  readonly tolerance: Tolerance;
  readonly slo?: Slo;
  /** One-sided error level of a rollback by this metric, over all looks: its share of the config's alpha. */
  readonly alpha: number;
  /** One-sided error level of calling it harmless, over all looks. */
  readonly promoteAlpha: number;
  /** Steps with data that must be there before the metric is judged, >= 1. */
  readonly minSamples: number;
  readonly stepMs: number;
  /** Steps until the deadline, >= 0; what a forecast is held against. */
  readonly stepsLeft: number;
  readonly data: PairData<K>;
  /** The noise of this metric, learnt while both sides ran the same version. The judge checks that it fits its contrast. */
  readonly noiseProfile?: NoiseProfile;
}

export interface Judge<P extends TObject = TObject, K extends MetricKind = MetricKind> {
  /** Unique, kebab-case; what `judge:` in a config names. */
  readonly name: string;
  /** One sentence for people choosing a judge. */
  readonly description: string;
  /** Kinds of metric it can judge. */
  readonly kinds: readonly K[];
  /** Checked, with defaults filled in, when configs are loaded: `judge` never sees a bad value. Unknown parameters are errors. */
  readonly parameters: P;
  /** @throws anything: the metric is then judged `error`, never a pass. */
  judge(input: JudgeInput<K>, parameters: Static<P>): Judgement;
}

/** Keeps the parameters' type tied to their schema. */
export function defineJudge<P extends TObject, K extends MetricKind>(judge: Judge<P, K>): Judge<P, K> {
  return judge;
}
