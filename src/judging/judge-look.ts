import type { MeasureName } from '../model/comparison-measure.ts';
import type { MetricConfig } from '../model/config.ts';
import type { SideData } from '../model/metric-data.ts';
import type { MetricRecord } from '../model/metric-record.ts';
import type { NoiseChoice } from '../model/noise-profile.ts';
import type { ReadinessFacts } from '../model/readiness.ts';
import type { RolloutPlan } from '../model/rollout-plan.ts';
import type { Decision, MetricResult } from '../model/verdict.ts';
import { decide } from './decide.ts';
import { errorLevels } from './error-levels.ts';
import { judgeMetric } from './judge-metric.ts';
import type { JudgeRegistry } from './judge-registry.ts';
import type { JudgedConfig } from './judged-config.ts';
import { readiness } from './readiness.ts';
import { rolloutPlan } from './rollout-plan.ts';
import { score } from './score.ts';
import { behindMs, clockReasons } from './source-clock.ts';

export interface LookInput {
  readonly config: JudgedConfig;
  readonly judges: JudgeRegistry;
  /** One for each pair of each metric of the config, in any order. */
  readonly records: readonly MetricRecord[];
  /** From the start of the analysis to the moment the look speaks of. */
  readonly elapsedMs: number;
  /** Those of the analysis, the same at every look. Absent when there are none. */
  readonly noiseProfiles?: undefined | readonly NoiseChoice[];
  /** What a readiness checklist goes by beside the metrics, as it was at the look. */
  readonly facts?: undefined | ReadinessFacts;
}

/**
 * One whole look: prepare, judge each metric, score the groups, decide. Pure: the same input gives the same decision, so that
 * any stored look can be judged again.
 *
 * @throws {RangeError} a record of a metric that the config does not have, or a metric without a record.
 */
export function judgeLook({ config, judges, records, elapsedMs, noiseProfiles, facts }: LookInput): Decision {
  const levels = errorLevels(config);
  const stepsLeft = Math.max(0, Math.ceil((config.maxDurationMs - elapsedMs) / config.stepMs));
  const judged = config.metrics.flatMap((metric) => {
    const own = records.filter((record) => record.metric === metric.name);
    if (own.length === 0) throw new RangeError(`metric ${metric.name} has no record`);
    const alpha = levels.get(metric.name)! / own.length;
    const noise = noiseProfiles?.find((choice) => choice.metric === metric.name);
    const context = { config, judges, alpha, stepsLeft, ...(noise && { noise }) };
    return own
      .toSorted((a, b) => (JSON.stringify(a.labels) < JSON.stringify(b.labels) ? -1 : 1))
      .map((record) => ({ metric, record, result: judgeMetric(metric, record, context) }));
  });
  assertKnown(config.metrics, records);

  const metrics = judged.map(({ result }) => result);
  const scores = score(config, metrics);
  const silentMs = judged.map(({ record }) => Math.max(0, silence(record) * config.stepMs - behindMs(record)));
  const measuring = (measure: MeasureName): typeof judged => judged.filter(({ metric }) => metric.measure?.measure === measure);
  const divergences = measuring('divergence').map(({ result }) => result);
  const checklist = config.readiness && {
    readiness: readiness(config.readiness, { elapsedMs, facts, divergences, latencies: measuring('latency').map(({ record }) => record) }),
  };
  const decided = decide(config, metrics, scores, { elapsedMs, silentMs, ...checklist });
  const seen = judged.map(({ record }) => record);
  const reasons = [...decided.reasons, ...changedPasts(seen), ...clockReasons(seen)];
  const rollout = decided.verdict === 'promote' ? rolloutOf(config, divergences) : undefined;
  return { ...decided, reasons, score: scores.total, groups: scores.groups, metrics, ...checklist, ...(rollout && { rollout }) };
}

/** By the highest bound of all divergences that count; undefined where none was measured. */
function rolloutOf({ comparison }: JudgedConfig, results: readonly MetricResult[]): RolloutPlan | undefined {
  const known = results.flatMap(({ muted, effect }) =>
    muted || effect === null || effect.upper === null ? [] : [{ estimate: effect.estimate, upper: effect.upper }],
  );
  const [worst] = known.toSorted((a, b) => b.upper - a.upper);
  return comparison && worst && rolloutPlan(worst, comparison.bands);
}

/** Beside the reasons that decide: the numbers are not those that earlier looks judged. */
function changedPasts(records: readonly MetricRecord[]): readonly string[] {
  return [...new Set(records.flatMap(({ metric, changedPast = [] }) => changedPast.map((clause) => `${metric}, ${clause}`)))];
}

function assertKnown(metrics: readonly MetricConfig[], records: readonly MetricRecord[]): void {
  const stranger = records.find((record) => !metrics.some(({ name }) => name === record.metric));
  if (stranger !== undefined) throw new RangeError(`the config has no metric ${stranger.metric}`);
}

/** Trailing steps without a sample of the candidate. A failed source says nothing of the candidate: 0. */
function silence({ outcome }: MetricRecord): number {
  if (outcome.kind === 'failure') return 0;
  const values = presence(outcome.data.candidate);
  let steps = 0;
  while (steps < values.length && Number.isNaN(values[values.length - 1 - steps]!)) steps++;
  return steps;
}

function presence(data: SideData): Float64Array {
  switch (data.kind) {
    case 'gauge':
      return data.values;
    case 'ratio':
      return data.total;
    case 'count':
      return data.exposure;
    case 'histogram':
      return data.counts[0] ?? new Float64Array();
  }
}
