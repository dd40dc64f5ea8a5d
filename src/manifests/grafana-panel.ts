import { SIDES } from '../analysis/metric-queries.ts';
import type { AnalysisConfig, MetricConfig } from '../model/config.ts';
import { goDuration } from './go-duration.ts';
import { dashboardVariable, type SideQuery, sideQueriesOf } from './grafana-query.ts';
import type { ManifestData } from './manifest.ts';

/** The two data sources that whoever opens the dashboard chooses: that of the metrics, and Serinus itself. */
const METRICS = { type: 'prometheus', uid: '${datasource}' } as const;
const SCORES = { type: 'prometheus', uid: '${serinus}' } as const;

/** Grafana's grid is 24 wide. */
const HEIGHT = 8;

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
}

/** The score of the newest analysis of the sides that are chosen, and the looks of the server by verdict. */
export function verdictPanels(config: AnalysisConfig): readonly ManifestData[] {
  const sides = SIDES.flatMap((side) =>
    Object.keys(config.variables).map((name) => `${side}_${name}="\${${dashboardVariable(side, name)}}"`),
  );
  const score = `serinus_score{${[`config="${config.name}"`, ...sides].join(',')}}`;
  const { pass, marginal } = config.thresholds;
  const steps = [
    { color: 'red', value: null },
    { color: 'orange', value: marginal },
    { color: 'green', value: pass },
  ];
  return [
    {
      ...panel('stat', 'Score', { x: 0, y: 0, w: 8 }),
      description: 'Of the newest analysis of these sides. A score is not a verdict.',
      datasource: SCORES,
      fieldConfig: { defaults: { min: 0, max: 100, thresholds: { mode: 'absolute', steps } }, overrides: [] },
      options: { reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false } },
      targets: [{ refId: 'A', datasource: SCORES, expr: score, instant: true, range: false }],
    },
    {
      ...panel('timeseries', 'Looks by verdict', { x: 8, y: 0, w: 16 }),
      description: 'Of all configs of the server.',
      datasource: METRICS,
      fieldConfig: { defaults: {}, overrides: [] },
      targets: [target('A', 'sum by (verdict) (increase(serinus_looks_total[$__rate_interval]))', '{{verdict}}')],
    },
  ];
}

/** A metric's two sides, and beside them how far the candidate is from the control, with the tolerance as a line. */
export function metricPanels(config: AnalysisConfig, metric: MetricConfig, row: number): readonly ManifestData[] {
  const control = sideQueriesOf(config, metric, 'control');
  const candidate = sideQueriesOf(config, metric, 'candidate');
  const values = [...control.map((query) => ['control', query] as const), ...candidate.map((query) => ['candidate', query] as const)];
  const description = config.document.spec.metrics.find(({ name }) => name === metric.name)?.description;
  const y = HEIGHT * row;
  const shared = { ...(description !== undefined && { description }), datasource: METRICS, interval: goDuration(config.stepMs) };
  return [
    {
      ...panel('timeseries', metric.name, { x: 0, y, w: 14 }),
      ...shared,
      fieldConfig: { defaults: metric.kind === 'ratio' ? { unit: 'percentunit' } : {}, overrides: [] },
      targets: values.map(([side, { label, expr }], index) => target(refId(index), expr, legend(metric, side, label))),
    },
    {
      ...panel('timeseries', `${metric.name}: candidate against control`, { x: 14, y, w: 10 }),
      ...shared,
      fieldConfig: { defaults: { unit: 'percentunit', ...toleranceLine(metric) }, overrides: [] },
      targets: control.map((query, index) => target(refId(index), effect(query, candidate[index]!), legend(metric, '', query.label))),
    },
  ];
}

function effect(control: SideQuery, candidate: SideQuery): string {
  return `(${candidate.expr}) / (${control.expr}) - 1`;
}

function toleranceLine({ tolerance, direction }: MetricConfig): ManifestData {
  if (tolerance.ratio === undefined) return {};
  const none = { color: 'transparent', value: null };
  const above = { color: 'red', value: tolerance.ratio };
  // Below the first step's value the base colour holds, so that a harm downwards is the base.
  const steps = {
    increase: [none, above],
    decrease: [
      { color: 'red', value: null },
      { ...none, value: -tolerance.ratio },
    ],
  };
  const either = [{ color: 'red', value: null }, { ...none, value: -tolerance.ratio }, above];
  return {
    custom: { thresholdsStyle: { mode: 'line' } },
    thresholds: { mode: 'absolute', steps: direction === 'either' ? either : steps[direction] },
  };
}

function legend({ pairBy }: MetricConfig, ...words: readonly string[]): string {
  const pair = pairBy.map((label) => `{{${label}}}`);
  return [...words, ...pair].filter((word) => word !== '').join(' ') || 'effect';
}

function panel(type: 'stat' | 'timeseries', title: string, { x, y, w }: Place): ManifestData {
  return { type, title, gridPos: { x, y, w, h: HEIGHT } };
}

function target(id: string, expr: string, legendFormat: string): ManifestData {
  return { refId: id, datasource: METRICS, expr, legendFormat, range: true };
}

function refId(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}
