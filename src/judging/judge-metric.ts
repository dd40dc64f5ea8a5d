import type { MetricConfig } from '../model/config.ts';
import type { Classification, Judgement } from '../model/judgement.ts';
import type { PairData } from '../model/metric-data.ts';
import type { MetricRecord } from '../model/metric-record.ts';
import type { NoiseChoice } from '../model/noise-profile.ts';
import type { MetricResult, SideSummary } from '../model/verdict.ts';
import { doubtJudgement } from './doubts.ts';
import { hardLimitJudgement } from './hard-limit.ts';
import type { JudgeInput } from './judge.ts';
import type { JudgeRegistry } from './judge-registry.ts';
import type { JudgedConfig } from './judged-config.ts';
import { missingDataJudgement } from './missing-data.ts';
import { partialDataJudgement } from './partial-data.ts';
import { prepare } from './prepare.ts';
import { judgeRunner } from './run-judge.ts';
import { summarise } from './side-summary.ts';

/** Worst first: a metric with several judgements is what its worst one says. */
const SEVERITY: readonly Classification[] = ['high', 'low', 'error', 'nodata', 'undecided', 'pass'];
const NOTHING: SideSummary = { count: 0, mean: null, min: null, max: null, p50: null, p99: null };

export interface MetricContext {
  readonly config: JudgedConfig;
  readonly judges: JudgeRegistry;
  /** Rollback level of this record, over all its judgements and looks. */
  readonly alpha: number;
  readonly stepsLeft: number;
  /** Absent when nothing was ever learnt of the metric's noise. */
  readonly noise?: NoiseChoice;
}

/** One record judged: by the metric's judge, and where the metric has an objective of its own, by the slo judge as well. */
export function judgeMetric(metric: MetricConfig, record: MetricRecord, context: MetricContext): MetricResult {
  const name = displayName(record);
  const common = {
    name: metric.name,
    labels: record.labels,
    group: metric.group,
    critical: metric.critical,
    required: metric.required,
    muted: metric.muted,
    queries: record.queries,
    warnings: record.warnings,
  };
  if (record.outcome.kind === 'failure') {
    const reason = `${name}: ${record.outcome.message}`;
    return {
      ...common,
      classification: 'error',
      reason,
      score: null,
      effect: null,
      moreSteps: null,
      judgements: [],
      control: NOTHING,
      candidate: NOTHING,
    };
  }
  const { data } = record.outcome;
  const prepared = prepare(metric, data);
  const judging = judgesOf(metric, context.judges);
  const { config } = context;
  const input: JudgeInput = {
    metric: name,
    kind: metric.kind,
    mode: config.mode,
    direction: metric.direction,
    tolerance: metric.tolerance,
    ...(metric.slo === undefined ? {} : { slo: metric.slo }),
    alpha: context.alpha / judging.length,
    promoteAlpha: config.promoteAlpha,
    minSamples: metric.minSamples,
    stepMs: config.stepMs,
    stepsLeft: context.stepsLeft,
    data: prepared,
    ...(context.noise?.profile && { noiseProfile: context.noise.profile }),
  };
  const judged = judging.map(judgeRunner(context.judges, input));
  judged[0] = withNote(judged[0]!, context.noise?.note);
  const judgements = [...judged, ...watches(metric, record, data, config.alpha)];
  const worst = judgements.toSorted((a, b) => SEVERITY.indexOf(a.classification) - SEVERITY.indexOf(b.classification))[0]!;
  return {
    ...common,
    classification: worst.classification,
    reason: worst.reason,
    score: scoreOf(judgements),
    effect: worst.effect ?? null,
    moreSteps: forecast(judgements),
    judgements,
    control: summarise(data.control),
    candidate: summarise(data.candidate),
  };
}

/** The metric's judge, and the slo judge where there is an objective that its own judge does not hold the candidate to. */
function judgesOf(metric: MetricConfig, judges: JudgeRegistry): readonly MetricConfig['judge'][] {
  const isOwnMatter = metric.slo === undefined || metric.judge.name === 'slo' || !judges.get('slo')?.kinds.includes(metric.kind);
  return isOwnMatter ? [metric.judge] : [metric.judge, { name: 'slo', parameters: {} }];
}

/** What is watched on every metric beside its judges; each speaks only when it has something to say. */
function watches(
  metric: MetricConfig,
  record: MetricRecord,
  data: PairData,
  alpha: number,
): readonly (Judgement & { readonly judge: string })[] {
  const name = displayName(record);
  const limit = metric.hardLimit && hardLimitJudgement(name, data, metric.hardLimit, metric.direction);
  const missing = missingDataJudgement(name, data, alpha);
  return [
    ...(limit ? [{ ...limit, judge: 'hard-limit' }] : []),
    ...(missing ? [{ ...missing, judge: 'missing-data' }] : []),
    ...(record.isPartial ? [{ ...partialDataJudgement(name, data), judge: 'partial-data' }] : []),
    ...(record.doubts ? [{ ...doubtJudgement(name, data, record.doubts), judge: 'doubt' }] : []),
  ];
}

/** `p99`, or `p99{pod="a"}` for a pair told apart by labels. */
export function displayName({ metric, labels }: Pick<MetricRecord, 'metric' | 'labels'>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? metric : `${metric}{${pairs.join(',')}}`;
}

/** A noise profile that is old or could not be used is said beside what was judged with or without it. */
function withNote<J extends Judgement>(judgement: J, note: string | undefined): J {
  if (note === undefined) return judgement;
  return { ...judgement, reason: `${judgement.reason}, ${note}`, evidence: { ...judgement.evidence, noiseProfile: note } };
}

const BY_CLASSIFICATION: Record<Classification, number | null> = { pass: 100, high: 0, low: 0, undecided: null, nodata: null, error: null };

/** The lowest score of the judgements; null as soon as one of them cannot say, unless another is proven harm. */
function scoreOf(judgements: readonly Judgement[]): number | null {
  const scores = judgements.map(({ classification, score }) =>
    classification === 'undecided' ? (score ?? null) : BY_CLASSIFICATION[classification],
  );
  if (scores.includes(0)) return 0;
  return scores.includes(null) ? null : Math.min(...(scores as number[]));
}

/** The longest forecast among what is undecided; null when any of them has none. */
function forecast(judgements: readonly Judgement[]): number | null {
  const open = judgements.filter(({ classification }) => classification === 'undecided' || classification === 'nodata');
  if (open.length === 0 || open.some(({ moreSteps }) => moreSteps === undefined)) return null;
  return Math.max(...open.map(({ moreSteps }) => moreSteps!));
}
