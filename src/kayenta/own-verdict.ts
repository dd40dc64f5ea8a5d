import { Value } from 'typebox/value';
import { judgeLook } from '../judging/judge-look.ts';
import type { JudgeRegistry } from '../judging/judge-registry.ts';
import type { JudgedConfig } from '../judging/judged-config.ts';
import type { MetricConfig } from '../model/config.ts';
import type { MetricRecord } from '../model/metric-record.ts';
import type { Decision } from '../model/verdict.ts';
import type { CanaryConfig, CanaryMetric, JudgeRequest, MetricSetPair } from './canary.ts';
import { ownGroups } from './own-groups.ts';
import { ownMetric } from './own-metric.ts';

/** Judge of every metric: a Kayenta's metric is one value a step, whatever it stands for. */
const JUDGE = 'sequential';
/** Steps before a promotion, as for a config of ours that says nothing of it. */
const MIN_STEPS = 25;
const DEFAULT_STEP_MS = 60_000;
const ALPHA = 0.05;

/**
 * What Serinus says of the same pairs: each a gauge on its grid of steps, from the start of the canary to now, through the pipeline of any
 * look. There is no deadline, so what is undecided is `continue`.
 *
 * A config that marks no metric critical means all of them, as ours do; a metric that is not muted is required. A metric without a pair,
 * or whose sides have different steps, cannot be measured: it keeps a promotion back.
 *
 * @throws {BadInputError} settings of a metric that Kayenta's judge fails on.
 */
export function ownVerdict(request: JudgeRequest, judges: JudgeRegistry): Decision {
  const { metricSetPairList: pairs, scoreThresholds, canaryConfig } = request;
  const stepMs = pairs.map(stepOf).find((ms) => ms !== undefined) ?? DEFAULT_STEP_MS;
  const config = judgedConfig(canaryConfig, { stepMs, thresholds: scoreThresholds, judges });
  const records = config.metrics.flatMap(({ name }) => recordsOf(name, pairs));
  const steps = Math.max(0, ...pairs.map(({ values }) => Math.max(values.control.length, values.experiment.length)));
  return judgeLook({ config, judges, records, elapsedMs: steps * stepMs });
}

function judgedConfig(
  { metrics: given, classifier }: CanaryConfig,
  { judges, stepMs, thresholds }: Pick<JudgedConfig, 'stepMs' | 'thresholds'> & { readonly judges: JudgeRegistry },
): JudgedConfig {
  const schema = judges.get(JUDGE)?.parameters;
  const parameters = schema === undefined ? {} : (Value.Default(schema, {}) as Record<string, unknown>);
  const metrics = distinct(given).map((metric) => ownMetric(metric, { name: JUDGE, parameters }));
  const isMarked = metrics.some(({ critical }) => critical);
  return {
    mode: 'canary',
    stepMs,
    minDurationMs: MIN_STEPS * stepMs,
    maxDurationMs: Infinity,
    onDeadline: 'continue',
    alpha: ALPHA,
    promoteAlpha: ALPHA,
    metrics: isMarked ? metrics : metrics.map((metric): MetricConfig => ({ ...metric, critical: !metric.muted })),
    groups: ownGroups(
      metrics.map(({ group }) => group),
      classifier.groupWeights ?? {},
    ),
    thresholds,
  };
}

/** The first metric of a name is the one that pairs of that name belong to. */
function distinct(metrics: readonly CanaryMetric[]): readonly CanaryMetric[] {
  return metrics.filter(({ name }, i) => metrics.findIndex((metric) => metric.name === name) === i);
}

function recordsOf(metric: string, pairs: readonly MetricSetPair[]): readonly MetricRecord[] {
  const common = { metric, queries: { control: {}, candidate: {} }, warnings: [] };
  const own = pairs.filter(({ name }) => name === metric);
  if (own.length === 0) {
    const outcome = { kind: 'failure', code: 'METRIC_DATA', message: 'no pair was sent' } as const;
    return [{ ...common, labels: {}, outcome }];
  }
  return own.map((pair): MetricRecord => ({ ...common, labels: pair.tags ?? {}, outcome: outcomeOf(pair) }));
}

function outcomeOf({ values, scopes }: MetricSetPair): MetricRecord['outcome'] {
  const [controlMs, candidateMs] = [scopes?.control?.stepMillis, scopes?.experiment?.stepMillis];
  if (controlMs !== undefined && candidateMs !== undefined && controlMs !== candidateMs) {
    const message = `the control has steps of ${controlMs} ms, the candidate of ${candidateMs} ms`;
    return { kind: 'failure', code: 'METRIC_DATA', message };
  }
  const steps = Math.max(values.control.length, values.experiment.length);
  const side = (given: readonly number[]) => {
    const onGrid = new Float64Array(steps).fill(Number.NaN);
    onGrid.set(given);
    return { kind: 'gauge', values: onGrid } as const;
  };
  return { kind: 'data', data: { kind: 'gauge', control: side(values.control), candidate: side(values.experiment) } };
}

function stepOf({ scopes }: MetricSetPair): number | undefined {
  return scopes?.experiment?.stepMillis ?? scopes?.control?.stepMillis;
}
