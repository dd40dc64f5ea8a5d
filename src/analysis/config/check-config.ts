import type { JudgeRegistry } from '../../judging/judge-registry.ts';
import type { ConfigDocument } from '../../model/config-document.ts';
import { checkComparison } from './check-comparison.ts';
import { checkGroups } from './check-groups.ts';
import { checkLimits } from './check-limits.ts';
import { checkMeasures } from './check-measures.ts';
import { checkMetric } from './check-metric.ts';
import { checkReadiness } from './check-readiness.ts';
import { checkTimes } from './check-times.ts';
import { checkVariables } from './check-variables.ts';
import type { Problem } from './problem.ts';
import { resolveComparison } from './resolve-comparison.ts';
import { DEFAULT_THRESHOLDS } from './resolve-config.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Everything wrong with a config that its schema cannot say: names that must be declared, queries into which values cannot be
 * filled safely, judges that must fit, weights that must add up, durations that must be in order.
 * Expects a document that fits the schema. Empty when resolveConfig will accept the document.
 * @param around the server that is to run it, as far as it is known.
 */
export function checkConfig(document: ConfigDocument, judges: JudgeRegistry, around: Surroundings = {}): readonly Problem[] {
  const { spec } = document;
  const comparison = spec.comparison && resolveComparison(spec.comparison);
  return [
    ...checkVariables(spec, around.dialectOf ?? (() => undefined)),
    ...checkTimes(spec),
    ...spec.metrics.flatMap((metric, index) => checkMetric(metric, ['spec', 'metrics', index], { judges, comparison })),
    ...checkMeasures(spec),
    ...checkComparison(spec, around.comparators),
    ...checkReadiness(spec),
    ...checkMetricList(spec),
    ...(around.limits === undefined ? [] : checkLimits(spec, around.limits)),
    ...checkGroups(spec),
    ...checkThresholds(spec),
  ];
}

function checkMetricList({ metrics }: ConfigDocument['spec']): readonly Problem[] {
  const problems = metrics.flatMap(({ name }, index): Problem[] => {
    const first = metrics.findIndex((metric) => metric.name === name);
    if (first === index) return [];
    return [
      {
        path: ['spec', 'metrics', index, 'name'],
        message: `is the name of spec.metrics[${first}] already`,
        value: name,
        expected: 'a unique name',
      },
    ];
  });
  const decides = metrics.some(({ muted = false, critical = !muted, required = !muted }) => critical || required);
  if (!decides)
    problems.push({
      path: ['spec', 'metrics'],
      message: 'has no metric that is critical or required, so nothing could decide',
      expected: 'a metric that is critical or required',
    });
  return problems;
}

function checkThresholds({ thresholds }: ConfigDocument['spec']): readonly Problem[] {
  const { pass, marginal } = { ...DEFAULT_THRESHOLDS, ...thresholds };
  if (pass >= marginal) return [];
  const path = ['spec', 'thresholds', thresholds?.pass === undefined ? 'marginal' : 'pass'];
  return [{ path, message: `pass ${pass} is below marginal ${marginal}`, value: thresholds, expected: 'pass >= marginal' }];
}
