import { DEFAULT_PATTERN } from '../../analysis/config/resolve-config.ts';
import { usedVariables } from '../../analysis/queries/used-variables.ts';
import { wholePattern } from '../../analysis/queries/variable-pattern.ts';
import { BadInputError } from '../../errors.ts';
import type { KayentaCanaryConfig, KayentaMetric } from '../../kayenta/canary-config.ts';
import { ownMetric } from '../../kayenta/own-metric.ts';
import type { ConfigDocument, MetricDocument } from '../../model/config-document.ts';
import { configName, freeName } from './config-name.ts';
import { kayentaPromql } from './kayenta-promql.ts';
import { type CarriedQuery, carryVariables, type ScopeLabel } from './kayenta-variables.ts';

type Note = (field: string, message: string) => void;
type Variables = NonNullable<ConfigDocument['spec']['variables']>;

export interface CarriedMetrics {
  readonly metrics: readonly MetricDocument[];
  readonly variables: Variables;
  /** The first matcher that holds a variable, for scopes that no query uses. */
  readonly matcher: string | undefined;
}

/** A matcher with a variable in its string. */
const WITH_VARIABLE = /[A-Za-z_]\w*\s*(?:=~|!~|!=|=)\s*(["'`])[^"'`]*\$\{\w+\}[^"'`]*\1/;

/** The metrics that can be carried over, each a gauge; of the others a note says why not. */
export function importKayentaMetrics(config: KayentaCanaryConfig, scope: ScopeLabel, note: Note): CarriedMetrics {
  const isMarked = config.metrics.some((metric) => isCritical(metric));
  const taken = new Set<string>();
  const variables: Record<string, Variables[string]> = {};
  const metrics = config.metrics.flatMap((metric, i): MetricDocument[] => {
    const at = `metrics[${i}]`;
    const carried = carryQuery(config, metric, scope);
    if ('problem' in carried) {
      note(at, `(${metric.name}) is left out: it ${carried.problem}`);
      return [];
    }
    const name = freeName(metric.name, 'metric', taken);
    taken.add(name);
    if (name !== metric.name) note(`${at}.name`, `${metric.name} is ${name} here`);
    for (const remark of carried.remarks) note(`${at}.query`, remark);
    for (const [variable, given] of carried.variables) {
      const fallback = given !== undefined && wholePattern(DEFAULT_PATTERN).test(given) ? given : undefined;
      const before = variables[variable]?.default;
      if (given !== undefined && fallback !== given)
        note(`${at}.query`, `the default ${JSON.stringify(given)} of ${variable} is not carried over: values match ${DEFAULT_PATTERN}`);
      if (before !== undefined && fallback !== undefined && before !== fallback)
        note(`${at}.query`, `the default ${fallback} of ${variable} is not carried over: it is ${before} already`);
      variables[variable] = before === undefined && fallback !== undefined ? { default: fallback } : (variables[variable] ?? {});
    }
    aboutSettings(metric, at, note);
    return [documentOf(metric, { name, query: carried.query, by: carried.by, isMarked })];
  });
  if (!isMarked && metrics.length > 0)
    note('metrics', 'of which none is critical, are all critical here: a proven harm of any of them is a rollback');
  const uses = metrics.some((metric) => 'query' in metric && metric.query.includes('${scope}'));
  if (uses) variables[scope.variable] ??= {};
  const found = metrics.map((metric) => ('query' in metric ? WITH_VARIABLE.exec(metric.query)?.[0] : undefined));
  return { metrics, variables, matcher: uses ? undefined : found.find((one) => one !== undefined) };
}

function carryQuery(
  config: KayentaCanaryConfig,
  metric: KayentaMetric,
  scope: ScopeLabel,
): (CarriedQuery & { readonly by: readonly string[] }) | { readonly problem: string } {
  try {
    const promql = kayentaPromql(config, metric.query);
    if ('problem' in promql) return promql;
    ownMetric(metric, { name: '', parameters: {} }); // its settings, before anything is carried over
    const carried = carryVariables(promql.text, scope);
    if ('problem' in carried) return { problem: `cannot be asked: ${carried.problem}` };
    if (!carried.query.includes('${scope}') && usedVariables([carried.query], '').size === 0)
      return { problem: 'asks for the same on both sides: it uses no variable' };
    return { ...carried, by: promql.by };
  } catch (error) {
    if (error instanceof BadInputError) return { problem: `cannot be used: ${error.message}` };
    throw error;
  }
}

function documentOf(
  metric: KayentaMetric,
  {
    name,
    query,
    by,
    isMarked,
  }: { readonly name: string; readonly query: string; readonly by: readonly string[]; readonly isMarked: boolean },
): MetricDocument {
  const { direction, tolerance, critical, muted, nanStrategy, outliers } = ownMetric(metric, { name: '', parameters: {} });
  const [group] = metric.groups ?? [];
  return {
    name,
    kind: 'gauge',
    ...(name !== metric.name && { description: metric.name }),
    ...(group !== undefined && { group: configName(group, 'group') }),
    direction,
    query,
    tolerance,
    ...(muted && { muted }),
    ...(isMarked && !muted && { critical }),
    ...(nanStrategy === 'zero' && { nanStrategy }),
    ...(outliers.strategy === 'remove' && { outliers: { ...outliers } }),
    ...(by.length > 0 && { pairBy: [...by] }),
  };
}

function isCritical(metric: KayentaMetric): boolean {
  return settingsOf(metric).critical === true;
}

function settingsOf({ analysisConfigurations }: Pick<KayentaMetric, 'analysisConfigurations'>): Readonly<Record<string, unknown>> {
  const canary = analysisConfigurations?.canary;
  return typeof canary === 'object' && canary !== null ? (canary as Readonly<Record<string, unknown>>) : {};
}

function aboutSettings(metric: KayentaMetric, at: string, note: Note): void {
  const { groups = [], query } = metric;
  if ((groups?.length ?? 0) > 1) note(`${at}.groups`, `${groups!.slice(1).join(', ')}: a metric is in one group here, the first`);
  const canary = settingsOf(metric);
  const where = `${at}.analysisConfigurations.canary`;
  if (canary.muted !== true && canary.mustHaveData !== true)
    note(`${where}.mustHaveData`, 'is not carried over: without data of a metric that is not muted nothing is promoted here');
  const size = typeof canary.effectSize === 'object' && canary.effectSize !== null ? (canary.effectSize as Record<string, unknown>) : {};
  for (const key of ['criticalIncrease', 'criticalDecrease'])
    if (size[key] !== undefined) note(`${where}.effectSize.${key}`, 'is not carried over: there is one tolerance');
  if (size.measure === 'cles') note(`${where}.effectSize.measure`, 'cles is not carried over: the tolerance is 10 % of the mean');
  else if (size.allowedIncrease === undefined && size.allowedDecrease === undefined)
    note(`${where}.effectSize`, 'is not given: there any proven shift counts, here the tolerance is 10 % of the mean');
  if (query.customFilterTemplate && query.customInlineTemplate)
    note(`${at}.query.customFilterTemplate`, 'is not carried over: the customInlineTemplate comes before it');
  if (query.type === 'prometheus' && query.customInlineTemplate?.startsWith('PromQL:')) {
    for (const key of ['metricName', 'labelBindings', 'groupByFields'] as const)
      if (query[key] !== undefined && query[key]?.length !== 0)
        note(`${at}.query.${key}`, 'is not carried over: Kayenta ignores it beside a whole query');
  }
  const settings = Object.keys(metric.analysisConfigurations ?? {}).filter((key) => key !== 'canary');
  for (const key of settings) note(`${at}.analysisConfigurations.${key}`, 'is not carried over: Kayenta reads only canary');
  const known = ['direction', 'nanStrategy', 'outliers', 'critical', 'mustHaveData', 'muted', 'effectSize'];
  for (const key of Object.keys(canary)) if (!known.includes(key)) note(`${where}.${key}`, 'is not carried over: it has no meaning here');
}
