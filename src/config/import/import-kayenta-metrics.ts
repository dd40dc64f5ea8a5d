import { DEFAULT_PATTERN } from '../../analysis/config/resolve-config.ts';
import { templateProblems } from '../../analysis/queries/template-problems.ts';
import { usedVariables } from '../../analysis/queries/used-variables.ts';
import { wholePattern } from '../../analysis/queries/variable-pattern.ts';
import { BadInputError } from '../../errors.ts';
import type { KayentaCanaryConfig, KayentaMetric } from '../../kayenta/canary-config.ts';
import { ownMetric } from '../../kayenta/own-metric.ts';
import type { ConfigDocument, MetricDocument } from '../../model/config-document.ts';
import { configName, freeName } from './config-name.ts';
import type { Note } from './imported.ts';
import { kayentaPromql } from './kayenta-promql.ts';
import { isCritical, noteKayentaSettings } from './kayenta-settings-notes.ts';
import { type CarriedQuery, carryVariables, type ScopeLabel } from './kayenta-variables.ts';

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
  const variables = new Map<string, Variables[string]>();
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
      const before = variables.get(variable)?.default;
      if (given !== undefined && fallback !== given)
        note(`${at}.query`, `the default ${JSON.stringify(given)} of ${variable} is not carried over: values match ${DEFAULT_PATTERN}`);
      if (before !== undefined && fallback !== undefined && before !== fallback)
        note(`${at}.query`, `the default ${fallback} of ${variable} is not carried over: it is ${before} already`);
      variables.set(variable, before === undefined && fallback !== undefined ? { default: fallback } : (variables.get(variable) ?? {}));
    }
    noteKayentaSettings(metric, at, note);
    return [documentOf(metric, { name, query: carried.query, by: carried.by, isMarked })];
  });
  if (!isMarked && metrics.length > 0)
    note('metrics', 'of which none is critical, are all critical here: a proven harm of any of them is a rollback');
  const uses = metrics.some((metric) => 'query' in metric && metric.query.includes('${scope}'));
  if (uses && !variables.has(scope.variable)) variables.set(scope.variable, {});
  const found = metrics.map((metric) => ('query' in metric ? WITH_VARIABLE.exec(metric.query)?.[0] : undefined));
  return { metrics, variables: Object.fromEntries(variables), matcher: uses ? undefined : found.find((one) => one !== undefined) };
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
    const declared = Object.fromEntries([...carried.variables.keys()].map((name) => [name, { pattern: DEFAULT_PATTERN }]));
    const [problem] = templateProblems(carried.query, { scope: '', variables: declared }, 'promql');
    if (problem !== undefined) return { problem: `cannot be asked: ${problem}` };
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
