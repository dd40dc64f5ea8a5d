import type { JudgeRegistry } from '../../judging/judge-registry.ts';
import type { AnalysisConfig, VariableConfig } from '../../model/config.ts';
import type { ConfigDocument } from '../../model/config-document.ts';
import { parseDuration } from '../../model/duration.ts';
import { configHash } from './config-hash.ts';
import { resolveComparison } from './resolve-comparison.ts';
import { DEFAULT_GROUP, resolveMetric } from './resolve-metric.ts';
import { resolveReadiness } from './resolve-readiness.ts';
import { resolveTimes } from './resolve-times.ts';

/** The source of a config that names none. */
export const DEFAULT_SOURCE = 'prometheus';
/** What a variable's value must look like when the config says nothing else. */
export const DEFAULT_PATTERN = '[A-Za-z0-9_.:/-]{1,253}';
/** Of a config without queries. */
const NO_SCOPES = { control: '', candidate: '' } as const;
export const DEFAULT_THRESHOLDS = { pass: 95, marginal: 75 } as const;

/** The config with durations in milliseconds and every default filled in. Expects a document without problems (see checkConfig).
 *  @throws {BadInputError} a metric's judge is not loaded, does not judge its kind or refuses its parameters. */
export function resolveConfig(document: ConfigDocument, judges: JudgeRegistry): AnalysisConfig {
  const { metadata, spec } = document;
  const comparison = spec.comparison && resolveComparison(spec.comparison);
  return {
    name: metadata.name,
    hash: configHash(document),
    document,
    mode: spec.mode ?? 'canary',
    source: spec.source ?? DEFAULT_SOURCE,
    variables: resolveVariables(spec.variables ?? {}),
    scopes: spec.scopes ?? NO_SCOPES,
    ...(comparison && { comparison }),
    ...(spec.readiness && { readiness: resolveReadiness(spec.readiness) }),
    ...resolveTimes(spec),
    onDeadline: spec.onDeadline ?? 'rollback',
    ...(spec.rollbackOnNoData !== undefined && { rollbackOnNoDataMs: parseDuration(spec.rollbackOnNoData) }),
    alpha: spec.alpha ?? 0.05,
    promoteAlpha: spec.promoteAlpha ?? 0.05,
    metrics: spec.metrics.map((metric) => resolveMetric(metric, judges, comparison)),
    groups: resolveGroups(spec),
    thresholds: { ...DEFAULT_THRESHOLDS, ...spec.thresholds },
  };
}

function resolveVariables(variables: NonNullable<ConfigDocument['spec']['variables']>): Record<string, VariableConfig> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [
      name,
      { pattern: variable.pattern ?? DEFAULT_PATTERN, ...(variable.default !== undefined && { default: variable.default }) },
    ]),
  );
}

function resolveGroups({ metrics, groups }: ConfigDocument['spec']): AnalysisConfig['groups'] {
  const names = [...new Set(metrics.map((metric) => metric.group ?? DEFAULT_GROUP))];
  return names.map((name) => ({ name, weight: groups ? (groups[name]?.weight ?? 0) : 100 / names.length }));
}
