import { BadInputError } from '../../errors.ts';
import type { JudgeRegistry } from '../../judging/judge-registry.ts';
import type { MetricConfig, MetricQueries } from '../../model/config.ts';
import type { MetricDocument } from '../../model/config-document.ts';
import type { MetricKind } from '../../model/metric-data.ts';
import { checkParameters } from './judge-parameters.ts';
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
  if (judge === undefined) return { name: DEFAULT_JUDGE[metric.kind], parameters: {} };
  return typeof judge === 'string' ? { name: judge, parameters: {} } : { name: judge.name, parameters: judge.parameters ?? {} };
}

/** The metric with every default filled in.
 *  @throws {BadInputError} its judge is not loaded, does not judge this kind or refuses its parameters. */
export function resolveMetric(metric: MetricDocument, judges: JudgeRegistry): MetricConfig {
  const muted = metric.muted ?? false;
  const aggregate = metric.aggregate ?? (metric.kind === 'gauge' ? undefined : 'sum');
  return {
    ...queriesOf(metric),
    name: metric.name,
    group: metric.group ?? DEFAULT_GROUP,
    direction: metric.direction ?? 'increase',
    judge: resolveJudge(metric, judges),
    tolerance: metric.tolerance ?? { ratio: 0.1 },
    ...(metric.slo && { slo: metric.slo }),
    ...(metric.hardLimit && { hardLimit: { steps: DEFAULT_LIMIT_STEPS, ...metric.hardLimit } }),
    critical: metric.critical ?? !muted,
    required: metric.required ?? !muted,
    muted,
    weight: metric.weight ?? 1,
    nanStrategy: metric.nanStrategy ?? 'drop',
    outliers: { strategy: metric.outliers?.strategy ?? 'keep', factor: metric.outliers?.factor ?? 3 },
    minSamples: metric.minSamples ?? DEFAULT_MIN_SAMPLES,
    ...(aggregate && { aggregate }),
    pairBy: metric.pairBy ?? [],
  };
}

function queriesOf(metric: MetricDocument): MetricQueries {
  switch (metric.kind) {
    case 'gauge':
      return { kind: 'gauge', parts: { value: metric.query } };
    case 'ratio':
      return { kind: 'ratio', parts: { bad: metric.bad, total: metric.total } };
    case 'count':
      return { kind: 'count', parts: { events: metric.query, ...(metric.exposure && { exposure: metric.exposure }) } };
    case 'histogram':
      return { kind: 'histogram', parts: { buckets: metric.query } };
  }
}

function resolveJudge(metric: MetricDocument, judges: JudgeRegistry): MetricConfig['judge'] {
  const { name, parameters } = judgeOf(metric);
  const field = `metric ${metric.name}`;
  const judge = judges.get(name);
  if (!judge) throw new BadInputError(field, `no judge is named ${JSON.stringify(name)}; there are ${[...judges.keys()].join(', ')}`);
  if (!judge.kinds.includes(metric.kind))
    throw new BadInputError(field, `the judge ${name} judges ${judge.kinds.join(', ')}, not ${metric.kind}`);
  const checked = checkParameters(judge, parameters);
  if (checked.problems) {
    const [{ path, message }] = checked.problems;
    throw new BadInputError(`${field}, judge ${name}`, `${pathText(path)} ${message}`);
  }
  return { name, parameters: checked.parameters };
}
