import type { TSchema } from 'typebox';
import type { FileProblem } from '../../analysis/config/problem.ts';
import { schemaProblems } from '../../analysis/config/schema-problems.ts';
import type { ConfigDocument, MetricDocument } from '../../model/config-document.ts';
import { ConfigError } from '../config-error.ts';
import { fileProblem } from '../file-problem.ts';
import { readYaml, type YamlDocument } from '../read-yaml.ts';
import { configName, freeName } from './config-name.ts';
import type { Imported, ImportNote } from './imported.ts';
import { OpensloDataSource, OpensloIndicator, type OpensloIndicatorSpec, OpensloOther, OpensloSlo } from './openslo-document.ts';
import { opensloMetric } from './openslo-metric.ts';

const SCHEMAS: Readonly<Record<string, TSchema>> = { SLO: OpensloSlo, SLI: OpensloIndicator, DataSource: OpensloDataSource };

/** The label that tells the sides apart, where the queries do not say: every deployment has its own. */
export const DEFAULT_LABEL = 'version';

/**
 * The SLOs of an OpenSLO v1 file as configs, one for each service: a metric with an objective for each SLO on Prometheus.
 *
 * @param options.label the label of the candidate's series that sets them apart from the control's; it is put into every selector.
 * @throws {ConfigError} with every problem of the file: no YAML, not OpenSLO v1, no SLO, or none that can be carried over.
 */
export function importOpenslo(text: string, { file, label }: { readonly file: string; readonly label: string }): Imported {
  const documents = readDocuments(text, file);
  const notes: ImportNote[] = [];
  const all = documents.map(({ value }) => value as { kind: string; metadata: { name: string }; spec: unknown });
  const named = <S>(kind: string) =>
    new Map(all.filter((one) => one.kind === kind).map(({ metadata, spec }) => [metadata.name, spec as S]));
  const indicators = named<OpensloIndicatorSpec>('SLI');
  const dataSources = named<{ readonly type: string }>('DataSource');
  for (const { kind, metadata } of all)
    if (!(kind in SCHEMAS)) notes.push({ field: `${kind} ${metadata.name}`, message: 'is not carried over' });
  for (const [name] of dataSources)
    notes.push({ field: `DataSource ${name}`, message: 'is the source of the settings that the config names: prometheus' });

  const slos = all.filter((one): one is OpensloSlo => one.kind === 'SLO');
  const services = Map.groupBy(slos, ({ spec }) => spec.service);
  const taken = new Set<string>();
  const configs = [...services].flatMap(([service, members]): ConfigDocument[] => {
    const metrics = metricsOf(members, { indicators, dataSources, notes });
    if (metrics.length === 0) return [];
    const name = freeName(service, 'slo', taken);
    taken.add(name);
    const side = `${label}="\${${label}}"`;
    return [
      {
        apiVersion: 'serinus.dev/v1',
        kind: 'CanaryAnalysis',
        metadata: { name },
        spec: { variables: { [label]: {} }, scopes: { control: side, candidate: side }, metrics: [...metrics] },
      },
    ];
  });
  if (configs.length === 0) {
    const why = notes.filter(({ field }) => field.startsWith('SLO ')).map(({ field, message }) => `${field} ${message}`);
    throw new ConfigError([{ file, path: '', message: slos.length === 0 ? 'holds no SLO' : why.join('; ') }]);
  }
  notes.push({
    field: 'every query',
    message: `is asked of the side by the label ${label}; where another one tells them apart, change scopes and variables`,
  });
  return { documents: configs, notes };
}

function readDocuments(text: string, file: string): readonly YamlDocument[] {
  const { documents, problems } = readYaml(text);
  const broken = problems.map(({ line, message }): FileProblem => ({ file, line, path: '', message }));
  const misfits = documents.flatMap(({ value, lineOf }) => {
    const kind = typeof value === 'object' && value !== null && 'kind' in value ? String(value.kind) : '';
    const schema = Object.hasOwn(SCHEMAS, kind) ? SCHEMAS[kind]! : OpensloOther;
    return schemaProblems(schema, value).map((problem) => fileProblem(problem, { file, line: lineOf(problem.path) }));
  });
  const found = [...broken, ...misfits];
  if (found.length === 0 && documents.length === 0) found.push({ file, path: '', message: 'holds no SLO' });
  if (found.length > 0) throw new ConfigError(found);
  return documents;
}

const SPEC_FIELDS = ['description', 'service', 'indicator', 'indicatorRef', 'budgetingMethod', 'objectives'];
const FATE: Readonly<Record<string, string>> = {
  timeWindow: 'is not carried over: the objective holds over the analysis, from its start to its end',
  alertPolicies: 'are not carried over: a broken objective is a rollback',
};

interface Context {
  readonly indicators: ReadonlyMap<string, OpensloIndicatorSpec>;
  readonly dataSources: ReadonlyMap<string, { readonly type: string }>;
  readonly notes: ImportNote[];
}

function metricsOf(slos: readonly OpensloSlo[], { indicators, dataSources, notes }: Context): readonly MetricDocument[] {
  const taken = new Set<string>();
  return slos.flatMap(({ metadata, spec }): MetricDocument[] => {
    const about = `SLO ${metadata.name}`;
    const note = (field: string, message: string): void => void notes.push({ field: `${about}: ${field}`, message });
    const noteSpec = (field: string, message: string): void => note(`spec.${field}`, message);
    const indicator = spec.indicator?.spec ?? indicators.get(spec.indicatorRef ?? '');
    if (indicator === undefined) {
      const ref = spec.indicatorRef === undefined ? 'has no indicator' : `names the SLI ${spec.indicatorRef}, which the file does not have`;
      notes.push({ field: about, message: `is left out: it ${ref}` });
      return [];
    }
    const carried = opensloMetric({ spec, indicator, typeOf: (name) => dataSources.get(name)?.type }, noteSpec);
    if ('problem' in carried) {
      notes.push({ field: about, message: `is left out: ${carried.problem}` });
      return [];
    }
    const name = freeName(metadata.name, 'slo', taken);
    taken.add(name);
    if (configName(metadata.name, 'slo') !== metadata.name || name !== metadata.name)
      note('metadata.name', `${metadata.name} is ${name} here`);
    for (const key of Object.keys(metadata)) if (key !== 'name' && key !== 'displayName') note(`metadata.${key}`, 'is not carried over');
    for (const key of Object.keys(spec)) if (!SPEC_FIELDS.includes(key)) noteSpec(key, FATE[key] ?? 'is not carried over');
    const description = spec.description ?? metadata.displayName;
    return [{ name, ...(description && { description }), ...carried }];
  });
}
