import type { KayentaCanaryConfig } from '../../kayenta/canary-config.ts';
import { ownGroups } from '../../kayenta/own-groups.ts';
import { parseAdHocConfig } from '../../kayenta/parse-canary-config.ts';
import type { ConfigDocument, MetricDocument } from '../../model/config-document.ts';
import { ConfigError } from '../config-error.ts';
import { configName } from './config-name.ts';
import { importKayentaMetrics } from './import-kayenta-metrics.ts';
import type { Imported, ImportNote, Note } from './imported.ts';
import { kayentaPromql } from './kayenta-promql.ts';
import { carryVariables, type ScopeLabel, scopeLabel } from './kayenta-variables.ts';

/** The variable of the sides where no label of the queries is the scope itself. */
const SIDE_VARIABLE = 'target';

/**
 * A Kayenta's canary config as one of ours, with the metrics that can be carried over.
 * @param file its name, for messages.
 * @throws {KayentaRefusal} it is no canary config; {ConfigError} none of its metrics can be carried over.
 */
export function importKayenta(json: unknown, file: string): Imported {
  const config = parseAdHocConfig(json);
  const notes: ImportNote[] = [];
  const note = (field: string, message: string): void => void notes.push({ field, message });
  aboutDocument(config, note);

  const scope = sideScope(config);
  const { metrics, variables, matcher } = importKayentaMetrics(config, scope, note);
  if (metrics.length === 0) {
    const why = notes.filter(({ field }) => field.startsWith('metrics[')).map(({ field, message }) => `${field} ${message}`);
    throw new ConfigError([{ file, path: 'metrics', message: ['none of them can be carried over', ...why].join('; ') }]);
  }
  const side = matcher ?? `${scope.label}="\${${scope.variable}}"`;
  const groups = groupsOf(config, metrics, note);
  const thresholds = thresholdsOf(config, note);
  return {
    documents: [
      {
        apiVersion: 'serinus.dev/v1',
        kind: 'CanaryAnalysis',
        metadata: { name: configName(config.name, 'canary'), ...(config.description && { description: config.description }) },
        spec: {
          ...(Object.keys(variables).length > 0 && { variables }),
          scopes: { control: side, candidate: side },
          metrics: [...metrics],
          ...(groups && { groups }),
          ...(thresholds && { thresholds }),
        },
      },
    ],
    notes,
  };
}

/** How the config tells its sides apart: the label that queries hold the request's scope against. */
function sideScope(config: KayentaCanaryConfig): ScopeLabel {
  const texts = config.metrics.flatMap(({ query }) => {
    const found = kayentaPromql(config, query);
    return 'text' in found ? [found.text] : [];
  });
  const label = texts.map(scopeLabel).find((one) => one !== undefined);
  if (label === undefined) return { label: SIDE_VARIABLE, variable: SIDE_VARIABLE };
  const names = texts.flatMap((text) => {
    const carried = carryVariables(text, { label, variable: SIDE_VARIABLE });
    return 'query' in carried ? [...carried.variables.keys()] : [];
  });
  // A parameter of that name would be another value.
  return { label, variable: names.includes(label) ? SIDE_VARIABLE : label };
}

function aboutDocument({ name, judge, applications, ...rest }: KayentaCanaryConfig, note: Note): void {
  const scopes = [...new Set(rest.metrics.flatMap(({ scopeName }) => scopeName ?? []))];
  if (scopes.length > 1) note('metrics.scopeName', `${scopes.join(', ')}: every metric is asked of the same two sides here`);
  const own = configName(name, 'canary');
  if (own !== name) note('name', `is ${own} here: names are of lower-case letters, digits and dashes`);
  if (applications.length > 0) note('applications', `${applications.join(', ')}: configs here belong to no application`);
  if (judge?.name !== undefined)
    note('judge.name', `${judge.name} is not carried over: each metric is judged by sequential, over all looks`);
  if (Object.keys(judge?.judgeConfigurations ?? {}).length > 0) note('judge.judgeConfigurations', 'is not carried over');
  const known = ['id', 'description', 'configVersion', 'metrics', 'templates', 'classifier'];
  const book = ['createdTimestamp', 'createdTimestampIso', 'updatedTimestamp', 'updatedTimestampIso', 'isNew', 'isDisabled'];
  for (const key of Object.keys(rest)) if (![...known, ...book].includes(key)) note(key, 'is not carried over: it has no meaning here');
  note(
    'step, lifetime and interval',
    'come with each request there: here they are window.step, duration and interval, with their defaults',
  );
}

function groupsOf({ classifier }: KayentaCanaryConfig, metrics: readonly MetricDocument[], note: Note): ConfigDocument['spec']['groups'] {
  const given = Object.entries(classifier.groupWeights ?? {});
  if (given.length === 0) return undefined;
  const used = [...new Set(metrics.map(({ group }) => group ?? 'default'))];
  const weights = Object.fromEntries(given.map(([group, weight]) => [configName(group, 'group'), weight]));
  for (const [group] of given)
    if (!used.includes(configName(group, 'group')))
      note(`classifier.groupWeights.${group}`, 'is the weight of no metric that was carried over');
  const groups = ownGroups(used, weights).map(({ name, weight }) => ({ name, weight: Number(weight.toFixed(6)) }));
  if (groups.some(({ name, weight }) => weights[name] !== weight))
    note(
      'classifier.groupWeights',
      `are ${groups.map(({ name, weight }) => `${name} ${weight}`).join(', ')} here: they sum to 100 over the groups that have metrics`,
    );
  return Object.fromEntries(groups.map(({ name, weight }) => [name, { weight }]));
}

function thresholdsOf({ classifier }: KayentaCanaryConfig, note: Note): ConfigDocument['spec']['thresholds'] {
  const { pass, marginal } = classifier.scoreThresholds ?? {};
  if (pass === undefined && marginal === undefined) return undefined;
  const inRange = (value = 0): boolean => value >= 0 && value <= 100;
  if (inRange(pass) && inRange(marginal) && (pass ?? 95) >= (marginal ?? 75))
    return { ...(pass !== undefined && { pass }), ...(marginal !== undefined && { marginal }) };
  note(
    'classifier.scoreThresholds',
    `${pass} and ${marginal} are not carried over: pass is at least marginal here, both between 0 and 100`,
  );
  return undefined;
}
