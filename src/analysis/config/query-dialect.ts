import type { ConfigDocument } from '../../model/config-document.ts';
import type { QueryDialect } from '../ports/metric-source.ts';
import { TIME_PLACEHOLDERS } from '../queries/code-placeholders.ts';
import { metricTemplates } from './metric-templates.ts';
import { DEFAULT_SOURCE } from './resolve-config.ts';

/** The language a source is asked in; undefined when no source has that name. */
export type DialectOf = (source: string) => QueryDialect | undefined;

export const LANGUAGE: Readonly<Record<QueryDialect, string>> = { promql: 'PromQL', influxql: 'InfluxQL', flux: 'Flux' };

/**
 * The language a config's queries must be in: that of its source, else the one they seem to be in, since a config may be checked where
 * its source is not known. Only Flux pipes tables, and PromQL alone does not name its times.
 */
export function queryDialect(
  spec: ConfigDocument['spec'],
  dialectOf: DialectOf,
): { readonly dialect: QueryDialect; readonly hint: string } {
  const source = spec.source ?? DEFAULT_SOURCE;
  const templates = spec.metrics.flatMap((metric) => metricTemplates(metric).map(({ template }) => template));
  const seems = seemingDialect(templates);
  const dialect = dialectOf(source) ?? seems;
  return { dialect, hint: dialect === seems ? '' : ` (the source ${source} is asked in ${LANGUAGE[dialect]})` };
}

function seemingDialect(templates: readonly string[]): QueryDialect {
  if (templates.some((template) => template.includes('|>'))) return 'flux';
  return templates.some((template) => TIME_PLACEHOLDERS.some((name) => template.includes(`\${${name}}`))) ? 'influxql' : 'promql';
}
