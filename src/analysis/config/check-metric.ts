import type { Judge } from '../../judging/judge.ts';
import type { JudgeRegistry } from '../../judging/judge-registry.ts';
import type { ComparisonConfig } from '../../model/comparison-config.ts';
import type { MetricDocument } from '../../model/config-document.ts';
import { checkParameters } from './judge-parameters.ts';
import { dataKinds } from './measured.ts';
import { didYouMean } from './nearest-name.ts';
import type { Problem, ProblemPath } from './problem.ts';
import { judgeOf, writtenParameters } from './resolve-metric.ts';

interface MetricSurroundings {
  readonly judges: JudgeRegistry;
  /** The section `comparison` of the config with its defaults; absent when it has none. */
  readonly comparison?: Pick<ComparisonConfig, 'bands'> | undefined;
}

/** What is wrong with one metric by itself. */
export function checkMetric(metric: MetricDocument, path: ProblemPath, around: MetricSurroundings): readonly Problem[] {
  const problems: Problem[] = [];
  const judge = around.judges.get(judgeOf(metric).name);
  const kind = dataKinds(metric).find((one) => judge?.kinds.includes(one));
  for (const flag of ['critical', 'required'] as const)
    if (metric.muted && metric[flag])
      problems.push({ path: [...path, flag], message: `is true, but the metric is muted`, value: true, expected: 'false, or no mute' });
  if (kind === 'gauge' && metric.tolerance?.ratio !== undefined && metric.tolerance.absolute !== undefined)
    problems.push({
      path: [...path, 'tolerance'],
      message: 'has both ratio and absolute; a gauge takes one',
      value: metric.tolerance,
      expected: 'ratio or absolute',
    });
  if (metric.kind === 'histogram' && metric.pairBy?.includes('le'))
    problems.push({
      path: [...path, 'pairBy'],
      message: 'has le, which tells the buckets of one histogram apart',
      value: metric.pairBy,
      expected: 'labels other than le',
    });
  if (
    metric.hardLimit &&
    metric.hardLimit.above === undefined &&
    metric.hardLimit.below === undefined &&
    metric.hardLimit.ratio === undefined
  )
    problems.push({ path: [...path, 'hardLimit'], message: 'has no bound', value: metric.hardLimit, expected: 'above, below or ratio' });
  if (metric.hardLimit && kind === 'histogram')
    problems.push({
      path: [...path, 'hardLimit'],
      message: 'is not for histograms, which have no one value a step',
      value: metric.hardLimit,
      expected: 'a hard limit on a gauge of the quantile, or on a ratio',
    });
  return [...problems, ...checkJudge(metric, [...path, 'judge'], around)];
}

function checkJudge(metric: MetricDocument, path: ProblemPath, { judges, comparison }: MetricSurroundings): readonly Problem[] {
  const { name } = judgeOf(metric);
  const at = typeof metric.judge === 'object' ? [...path, 'name'] : path;
  const judge = judges.get(name);
  const kinds = dataKinds(metric);
  const fits = (one: Judge): boolean => one.kinds.some((kind) => kinds.includes(kind));
  if (!judge) {
    const fitting = [...judges.values()].filter(fits).map((one) => one.name);
    const message = `no judge is named ${JSON.stringify(name)}${didYouMean(name, [...judges.keys()])}`;
    return [{ path: at, message, value: name, expected: `one of ${fitting.sort().join(', ')}` }];
  }
  if (!fits(judge))
    return [
      {
        path: at,
        message: `${name} judges ${judge.kinds.join(', ')}, not ${kinds.join(' or ')}`,
        value: name,
        expected: `a judge of ${kinds.join(' or ')}`,
      },
    ];
  const { problems = [] } = checkParameters(judge, writtenParameters(metric, judge, comparison));
  return problems.map((problem) => ({ ...problem, path: [...path, 'parameters', ...problem.path] }));
}
