import type { Side } from '../analysis/metric-queries.ts';
import type { AnalysisConfig, MetricConfig } from '../model/config.ts';
import { goDuration } from './go-duration.ts';

const AGGREGATE = { sum: 'sum', mean: 'avg', min: 'min', max: 'max', median: 'quantile' } as const;

/** Name of the dashboard's variable for a variable of one side. */
export function dashboardVariable(side: Side, variable: string): string {
  return `${side}_${variable}`;
}

/**
 * A query template as PromQL for a dashboard: the side's variables are those of the dashboard, the step is the config's, and the window
 * is the dashboard's range.
 */
export function dashboardQuery(config: AnalysisConfig, side: Side, template: string): string {
  return template
    .replaceAll('${scope}', () => config.scopes[side])
    .replace(/\$\{(\w+)\}/g, (_whole, name: string) => {
      if (name === 'step') return goDuration(config.stepMs);
      return name === 'window' ? '$__range' : `\${${dashboardVariable(side, name)}}`;
    });
}

/** One series of a side, or one for each pair of the metric. */
export interface SideQuery {
  /** What is told apart by it, such as `p99`; empty when there is but one. */
  readonly label: string;
  readonly expr: string;
}

/** What a dashboard shows of one side of a metric: a histogram's quantiles, or its value in each step, as the judge sees them. */
export function sideQueriesOf(config: AnalysisConfig, metric: MetricConfig, side: Side): readonly SideQuery[] {
  const part = (template: string, ...labels: string[]) => aggregated(metric, dashboardQuery(config, side, template), labels);
  switch (metric.kind) {
    case 'gauge':
      return [{ label: '', expr: part(metric.parts.value) }];
    case 'ratio': {
      const total = part(metric.parts.total);
      // Bad events that nobody has counted yet are none.
      return [{ label: '', expr: `(${part(metric.parts.bad)} or 0 * ${total}) / ${total}` }];
    }
    case 'count': {
      const { events, exposure } = metric.parts;
      if (exposure === undefined) return [{ label: '', expr: part(events) }];
      return [{ label: '', expr: `(${part(events)} or 0 * ${part(exposure)}) / ${part(exposure)}` }];
    }
    case 'histogram': {
      const quantiles = metric.judge.name === 'drift' ? [0.1, 0.5, 0.9] : [0.5, 0.99];
      const buckets = part(metric.parts.buckets, 'le');
      return quantiles.map((q) => ({ label: `p${q * 100}`, expr: `histogram_quantile(${q}, ${buckets})` }));
    }
  }
}

/** As the sides' several series become one; what tells the pairs of a metric apart stays. */
function aggregated(metric: MetricConfig, query: string, labels: readonly string[]): string {
  const aggregate = metric.aggregate ?? (metric.kind === 'gauge' ? 'mean' : 'sum');
  const by = [...labels, ...metric.pairBy];
  const kept = by.length === 0 ? '' : ` by (${by.join(', ')})`;
  // A comment at the query's end would take the bracket with it.
  const closed = query.includes('#') ? `${query}\n` : query;
  return `${AGGREGATE[aggregate]}${kept} (${aggregate === 'median' ? '0.5, ' : ''}${closed})`;
}
