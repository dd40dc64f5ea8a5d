import { BadInputError } from '../../errors.ts';
import type { Judge } from '../../judging/judge.ts';
import type { JudgeRegistry } from '../../judging/judge-registry.ts';
import type { ComparisonConfig } from '../../model/comparison-config.ts';
import type { MetricConfig, MetricQueries } from '../../model/config.ts';
import type { MetricDocument } from '../../model/config-document.ts';
import type { MetricKind } from '../../model/metric-data.ts';
import { checkParameters } from './judge-parameters.ts';
import { dataKinds, measuredBy, measuredParts, measureOf } from './measured.ts';
import { pathText } from './problem.ts';

/** The judge of a metric that names none. */
export const DEFAULT_JUDGE = {
  gauge: 'sequential',
  ratio: 'ratio',
  count: 'count',
  histogram: 'histogram',
} as const satisfies Record<MetricKind, string>;
export const DEFAULT_GROUP = 'default';
export const DEFAULT_MIN_SAMPLES = 10;
const DEFAULT_LIMIT_STEPS = 3;

/** Name and parameters of a metric's judge as written, the default name filled in. */
export function judgeOf(metric: MetricDocument): { readonly name: string; readonly parameters: Readonly<Record<string, unknown>> } {
  const { judge } = metric;
  const name = metric.kind === 'comparison' ? measuredBy(metric).judge : DEFAULT_JUDGE[metric.kind];
  if (judge === undefined) return { name, parameters: {} };
  return typeof judge === 'string' ? { name: judge, parameters: {} } : { name: judge.name, parameters: judge.parameters ?? {} };
}

/**
 * The parameters of a metric's judge before its defaults: as written, and for a judge of divergence the bands of the config.
 * @param comparison absent for a config that compares no answers.
 */
export function writtenParameters(
  metric: MetricDocument,
  judge: Judge,
  comparison: Pick<ComparisonConfig, 'bands'> | undefined,
): Readonly<Record<string, unknown>> {
  const { parameters } = judgeOf(metric);
  if (metric.kind !== 'comparison' || comparison === undefined) return parameters;
  const bands = Object.entries(comparison.bands).filter(([band]) => Object.hasOwn(judge.parameters.properties, band));
  return { ...Object.fromEntries(bands), ...parameters };
}

/**
 * The metric with every default filled in.
 * @param comparison that of its config; absent when it compares no answers.
 * @throws {BadInputError} its judge is not loaded, does not judge this kind or refuses its parameters.
 */
export function resolveMetric(metric: MetricDocument, judges: JudgeRegistry, comparison?: ComparisonConfig): MetricConfig {
  const muted = metric.muted ?? false;
  const judge = resolveJudge(metric, judges, comparison);
  const slo = metric.slo ?? (metric.kind === 'comparison' && judge.name === 'slo' ? measuredBy(metric).slo : undefined);
  return {
    ...dataOf(metric, judges.get(judge.name)!),
    name: metric.name,
    group: metric.group ?? DEFAULT_GROUP,
    direction: metric.direction ?? (metric.kind === 'comparison' ? measuredBy(metric).direction : 'increase'),
    judge,
    tolerance: metric.tolerance ?? { ratio: 0.1 },
    ...(slo && { slo }),
    ...(metric.hardLimit && { hardLimit: { steps: DEFAULT_LIMIT_STEPS, ...metric.hardLimit } }),
    critical: metric.critical ?? !muted,
    required: metric.required ?? !muted,
    muted,
    weight: metric.weight ?? 1,
    minSamples: metric.minSamples ?? DEFAULT_MIN_SAMPLES,
    ...seriesOf(metric),
  };
}

/** How samples and series of queries are read; pairs of answers have neither. */
function seriesOf(metric: MetricDocument): Pick<MetricConfig, 'nanStrategy' | 'outliers' | 'aggregate' | 'pairBy'> {
  const outliers = { strategy: 'keep', factor: 3 } as const;
  if (metric.kind === 'comparison') return { nanStrategy: 'drop', outliers, pairBy: [] };
  const aggregate = metric.aggregate ?? (metric.kind === 'gauge' ? undefined : 'sum');
  return {
    nanStrategy: metric.nanStrategy ?? 'drop',
    outliers: { ...outliers, ...metric.outliers },
    ...(aggregate && { aggregate }),
    pairBy: metric.pairBy ?? [],
  };
}

function dataOf(metric: MetricDocument, { kinds }: Judge): MetricQueries & Pick<MetricConfig, 'measure'> {
  switch (metric.kind) {
    case 'gauge':
      return { kind: 'gauge', parts: { value: metric.query } };
    case 'ratio':
      return { kind: 'ratio', parts: { bad: metric.bad, total: metric.total } };
    case 'count':
      return { kind: 'count', parts: { events: metric.query, ...(metric.exposure && { exposure: metric.exposure }) } };
    case 'histogram':
      return { kind: 'histogram', parts: { buckets: metric.query } };
    case 'comparison':
      return { ...measuredParts(metric, dataKinds(metric).find((kind) => kinds.includes(kind))!), measure: measureOf(metric) };
  }
}

function resolveJudge(metric: MetricDocument, judges: JudgeRegistry, comparison: ComparisonConfig | undefined): MetricConfig['judge'] {
  const { name } = judgeOf(metric);
  const field = `metric ${metric.name}`;
  const judge = judges.get(name);
  if (!judge) throw new BadInputError(field, `no judge is named ${JSON.stringify(name)}; there are ${[...judges.keys()].join(', ')}`);
  const wanted = dataKinds(metric);
  if (!judge.kinds.some((kind) => wanted.includes(kind)))
    throw new BadInputError(field, `the judge ${name} judges ${judge.kinds.join(', ')}, not ${wanted.join(' or ')}`);
  const checked = checkParameters(judge, writtenParameters(metric, judge, comparison));
  if (checked.problems) {
    const [{ path, message }] = checked.problems;
    throw new BadInputError(`${field}, judge ${name}`, `${pathText(path)} ${message}`);
  }
  return { name, parameters: checked.parameters };
}
