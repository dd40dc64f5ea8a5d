import type { KayentaCanaryConfig, KayentaMetric, KayentaQuery } from './canary-config.ts';
import { listAt, numberAt, objectAt, recordAt, textAt, textsAt, withoutNulls } from './json-fields.ts';
import { KayentaRefusal } from './refusal.ts';

/** A config of more metrics is refused: each is two queries. */
const MOST_METRICS = 1000;

/**
 * A canary config that is to be kept: with a name and an application, as Kayenta wants it.
 * @throws {KayentaRefusal} with Kayenta's sentence where it has one.
 */
export function parseCanaryConfig(json: unknown): KayentaCanaryConfig {
  const config = parseAdHocConfig(json);
  if (config.name === '') throw new KayentaRefusal('Canary config must specify a name.');
  if (config.applications.length === 0) throw new KayentaRefusal('Canary config must specify at least one application.');
  if (!/^[A-Za-z0-9_-]+$/.test(config.name)) {
    const rule = 'Names must contain only letters, numbers, dashes (-) and underscores (_).';
    throw new KayentaRefusal(`Canary config cannot be named '${config.name}'. ${rule}`);
  }
  return config;
}

/** A canary config that is run once and not kept: it may lack a name (it is then empty) and applications. @throws {KayentaRefusal} */
export function parseAdHocConfig(json: unknown): KayentaCanaryConfig {
  const all = objectAt(withoutNulls(json), 'The canary config');
  const { judge, classifier } = all;
  const templates = recordAt(all.templates, 'templates', textAt);
  const metrics = (listAt(all.metrics, 'metrics') ?? []).map(parseMetric);
  if (metrics.length > MOST_METRICS) throw new KayentaRefusal(`metrics must be at most ${MOST_METRICS}, not ${metrics.length}.`);
  checkMetricNames(metrics);
  return {
    ...all,
    ...present({
      id: textAt(all.id, 'id'),
      description: textAt(all.description, 'description'),
      configVersion: textAt(all.configVersion, 'configVersion'),
      createdTimestamp: wholeAt(all.createdTimestamp, 'createdTimestamp'),
      updatedTimestamp: wholeAt(all.updatedTimestamp, 'updatedTimestamp'),
      createdTimestampIso: textAt(all.createdTimestampIso, 'createdTimestampIso'),
      updatedTimestampIso: textAt(all.updatedTimestampIso, 'updatedTimestampIso'),
      judge: judge === undefined ? undefined : parseJudge(judge),
      templates,
    }),
    name: textAt(all.name, 'name') ?? '',
    applications: textsAt(all.applications, 'applications') ?? [],
    metrics,
    classifier: parseClassifier(classifier ?? {}),
  };
}

function parseJudge(json: unknown): NonNullable<KayentaCanaryConfig['judge']> {
  const all = objectAt(json, 'judge');
  const settings = all.judgeConfigurations;
  return {
    ...all,
    ...present({
      name: textAt(all.name, 'judge.name'),
      judgeConfigurations: settings === undefined ? undefined : objectAt(settings, 'judge.judgeConfigurations'),
    }),
  };
}

function parseClassifier(json: unknown): KayentaCanaryConfig['classifier'] {
  const all = objectAt(json, 'classifier');
  const thresholds = recordAt(all.scoreThresholds, 'classifier.scoreThresholds', numberAt);
  const weights = recordAt(all.groupWeights, 'classifier.groupWeights', numberAt);
  return { ...all, ...present({ groupWeights: weights, scoreThresholds: thresholds }) };
}

function parseMetric(json: unknown, i: number): KayentaMetric {
  const at = `metrics[${i}]`;
  const all = objectAt(json, at);
  const name = textAt(all.name, `${at}.name`) ?? '';
  const about = `Metric '${name}'`;
  const settings = all.analysisConfigurations;
  return {
    ...all,
    name,
    query: parseQuery(all.query, about),
    ...present({
      groups: textsAt(all.groups, `${about}: groups`),
      scopeName: textAt(all.scopeName, `${about}: scopeName`),
      analysisConfigurations: settings === undefined ? undefined : objectAt(settings, `${about}: analysisConfigurations`),
    }),
  };
}

function parseQuery(json: unknown, about: string): KayentaQuery {
  if (json === undefined) throw new KayentaRefusal(`${about} must specify a query.`);
  const all = objectAt(json, `${about}: query`);
  const text = (key: string) => textAt(all[key], `${about}: query.${key}`);
  const texts = (key: string) => textsAt(all[key], `${about}: query.${key}`);
  const type = text('type') ?? text('serviceType');
  if (type === undefined || type === '') throw new KayentaRefusal(`${about}: query must specify a type.`);
  return {
    ...all,
    type,
    serviceType: type,
    ...present({
      metricName: text('metricName'),
      customInlineTemplate: text('customInlineTemplate'),
      customFilterTemplate: text('customFilterTemplate'),
      customFilter: text('customFilter'),
      resourceType: text('resourceType'),
      labelBindings: texts('labelBindings'),
      groupByFields: texts('groupByFields'),
      fields: texts('fields'),
    }),
  };
}

function checkMetricNames(metrics: readonly KayentaMetric[]): void {
  const seen = new Set<string>();
  for (const { name } of metrics) {
    if (name === '') throw new KayentaRefusal('Metric config must specify a name.');
    if (seen.has(name)) throw new KayentaRefusal(`Metric config name must be unique. '${name}' is duplicated.`);
    seen.add(name);
  }
}

function wholeAt(value: unknown, at: string): number | undefined {
  const number = numberAt(value, at);
  if (number !== undefined && !Number.isSafeInteger(number)) throw new KayentaRefusal(`${at} must be a whole number, not ${number}.`);
  return number;
}

/** Without the absent ones: `exactOptionalPropertyTypes` tells absent from undefined, and so does JSON. */
function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
