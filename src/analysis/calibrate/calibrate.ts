import { BadInputError } from '../../errors.ts';
import type { AnalysisConfig } from '../../model/config.ts';
import type { MetricRecord } from '../../model/metric-record.ts';
import type { NoiseChoice, NoiseProfile } from '../../model/noise-profile.ts';
import { sampleCount, type TimeWindow } from '../../model/time-series.ts';
import { stepsPerIndependent } from '../../stats/steps-per-independent.ts';
import { adviceOf } from './advice.ts';
import type { Calibration, CalibrationRequest, MetricCalibration } from './calibration.ts';
import { fetchHistory } from './fetch-history.ts';
import { type LearntNoise, learnNoise } from './learn-noise.ts';
import { heldOut, stretchesOf } from './plan-replays.ts';
import { runReplays } from './run-replays.ts';
import type { Stretch } from './stretches.ts';

const DEFAULT_STEPS = 720;
const FORECAST_STEPS = 30;

/** The history that is calibrated from when none is named: the last 720 steps that are complete. */
export function defaultHistory({ stepMs, delayMs }: AnalysisConfig, nowMs: number): { readonly fromMs: number; readonly toMs: number } {
  const toMs = Math.floor((nowMs - delayMs) / stepMs) * stepMs;
  // Both ends count, so a step fewer lies between them.
  return { fromMs: toMs - (DEFAULT_STEPS - 1) * stepMs, toMs };
}

/**
 * Learns the noise of a config's metrics from a time when both sides ran the same version, and measures on the same history how the
 * config would have done: how often it would have rolled back for nothing, how soon promoted, and which harm it would have found.
 * Nothing is stored.
 *
 * A release that is replayed is judged with profiles learnt without it and the 30 steps on either side.
 * @throws {BadInputError} a history without steps, a label without two instances; {SerinusError} the source has no metric at all.
 */
export async function calibrate(request: CalibrationRequest): Promise<Calibration> {
  const { config, fromMs, toMs, signal } = request;
  const window = historyWindow(config, fromMs, toMs);
  const history = await fetchHistory(request, window);
  const steps = sampleCount(window);
  const stretches = stretchesOf(steps, history.changes);
  const endMs = window.endMs - window.stepMs;
  const factor = history.halves?.varianceFactor ?? 1;
  const learn = (from: readonly Stretch[], varianceFactor: number): ReadonlyMap<string, LearntNoise> =>
    learnAll(config, history.records, from, { endMs, varianceFactor });

  const unusable = history.halves?.refusal;
  const learnt = unusable === undefined ? learn(stretches, factor) : learn(stretches, 1);
  const profiles = [...learnt.values()].flatMap(({ profile }): NoiseProfile[] => (profile && unusable === undefined ? [profile] : []));
  const metrics = config.metrics.map((metric): MetricCalibration => {
    const failure = history.failures.get(metric.name);
    const found = learnt.get(metric.name) ?? { steps: 0, segments: 0, refusal: failure ?? 'it has no data' };
    return { metric: metric.name, kind: metric.kind, ...described(unusable === undefined ? found : withoutProfile(found, unusable)) };
  });

  const judged = config.metrics.filter(({ name }) => history.records.some((record) => record.metric === name));
  // Nobody can say of a history what a checklist asks for: replays are judged by the metrics alone.
  const { readiness: _checklist, ...replayed } = config;
  const replay = await runReplays({
    config: { ...replayed, metrics: judged },
    judges: request.judges,
    records: history.records,
    firstMs: window.startMs,
    stretches,
    // The halves are replayed as they were, so their noise is not scaled here.
    profilesWithout: (release) => (profiles.length === 0 ? [] : choicesOf(learn(heldOut(stretches, release), 1), profiles)),
    onProgress: (done, total) => request.onProgress({ doing: 'replaying', done, total }),
    signal,
  });
  const found = {
    config: config.name,
    fromMs: window.startMs,
    toMs: endMs,
    stepMs: window.stepMs,
    ...(history.halves && {
      halves: { control: history.halves.control, candidate: history.halves.candidate, varianceFactor: factor },
    }),
    metrics,
    ...(replay && { replay }),
    profiles,
  };
  return { ...found, advice: adviceOf(config, found) };
}

function historyWindow({ stepMs }: AnalysisConfig, fromMs: number, toMs: number): TimeWindow {
  const startMs = Math.ceil(fromMs / stepMs) * stepMs;
  const window = { startMs, endMs: Math.floor(toMs / stepMs) * stepMs + stepMs, stepMs };
  if (!(window.endMs > startMs)) throw new BadInputError('from', 'the history has no step before its end');
  return window;
}

/** Metrics without data are not in the map. A metric paired by labels has several records, and no profile. */
function learnAll(
  config: AnalysisConfig,
  records: readonly MetricRecord[],
  stretches: readonly Stretch[],
  { endMs, varianceFactor }: { readonly endMs: number; readonly varianceFactor: number },
): ReadonlyMap<string, LearntNoise> {
  return new Map(
    config.metrics.flatMap((metric) => {
      const outcome = records.find((record) => record.metric === metric.name)?.outcome;
      if (outcome?.kind !== 'data') return [];
      return [[metric.name, learnNoise(metric, outcome.data, stretches, { config, endMs, varianceFactor })]];
    }),
  );
}

/** Of the metrics that will have a profile. */
function choicesOf(learnt: ReadonlyMap<string, LearntNoise>, kept: readonly NoiseProfile[]): readonly NoiseChoice[] {
  return kept.flatMap(({ metric }) => {
    const profile = learnt.get(metric)?.profile;
    return profile === undefined ? [] : [{ metric, profile }];
  });
}

function withoutProfile({ profile: _unused, ...found }: LearntNoise, refusal: string): LearntNoise {
  return { ...found, refusal: found.refusal ?? refusal };
}

function described({ profile, ...found }: LearntNoise): Omit<MetricCalibration, 'metric' | 'kind'> {
  if (profile === undefined) return found;
  return { ...found, stepDeviation: profile.mad, stepsPerIndependent: stepsPerIndependent(profile, FORECAST_STEPS) };
}
