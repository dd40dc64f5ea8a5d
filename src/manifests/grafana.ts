import { SIDES } from '../analysis/metric-queries.ts';
import { formatDuration } from '../model/duration.ts';
import { assertPromql } from './assert-promql.ts';
import { metricPanels, verdictPanels } from './grafana-panel.ts';
import { dashboardVariable } from './grafana-query.ts';
import type { Manifest, ManifestData, ManifestRequest } from './manifest.ts';
import { assertValues } from './side-values.ts';

/** Grafana's own limit. */
const MAX_UID_LENGTH = 40;

/**
 * Grafana: a dashboard of the config's metrics with both sides, its queries being those of the config; and the
 * verdicts, as the annotations that Serinus makes in Grafana, by their tags.
 * @throws {BadInputError} see assertPromql and assertValues.
 */
export function grafanaManifests(request: ManifestRequest): readonly Manifest[] {
  const { config, name } = request;
  assertPromql(config);
  for (const side of SIDES) assertValues(config, side, request[side]);
  const uid = `serinus-${name}`;
  // What comes from pairs of answers is in no source that a dashboard could ask.
  const queried = config.metrics.filter(({ measure }) => measure === undefined);
  const panels = [...verdictPanels(config), ...queried.flatMap((metric, index) => metricPanels(config, metric, index + 1))];
  const { description } = config.document.metadata;
  return [
    {
      file: `dashboard-${name}.json`,
      data: {
        // Without one Grafana makes its own, and applying the dashboard again makes a second one.
        ...(uid.length <= MAX_UID_LENGTH && { uid }),
        title: `Serinus: ${name}`,
        ...(description !== undefined && { description }),
        tags: ['serinus', config.name],
        schemaVersion: 39,
        editable: true,
        graphTooltip: 1,
        time: { from: `now-${formatDuration(Math.max(config.maxDurationMs, 60_000))}`, to: 'now' },
        refresh: '1m',
        templating: { list: [...dataSources, ...sideVariables(request)] },
        annotations: { list: [verdicts(config.name)] },
        panels: panels.map((panel, index) => ({ id: index + 1, ...panel })),
      },
    },
  ];
}

const dataSources: readonly ManifestData[] = [
  { type: 'datasource', name: 'datasource', label: 'Metrics', query: 'prometheus', refresh: 1 },
  { type: 'datasource', name: 'serinus', label: 'Serinus', query: 'prometheus', refresh: 1 },
];

function sideVariables(request: ManifestRequest): readonly ManifestData[] {
  return SIDES.flatMap((side) =>
    Object.entries(request.config.variables).map(([variable, declared]) => {
      const value = Object.hasOwn(request[side], variable) ? request[side][variable]! : (declared.default ?? '');
      const chosen = { text: value, value };
      return {
        type: 'textbox',
        name: dashboardVariable(side, variable),
        label: `${side} ${variable}`,
        query: value,
        current: chosen,
        options: [{ ...chosen, selected: true }],
      };
    }),
  );
}

function verdicts(config: string): ManifestData {
  return {
    name: 'Verdicts',
    datasource: { type: 'grafana', uid: '-- Grafana --' },
    enable: true,
    iconColor: 'orange',
    target: { type: 'tags', tags: ['serinus', `config:${config}`], matchAny: false, limit: 100 },
  };
}
