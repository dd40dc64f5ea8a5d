import type { ConfigDocument, MetricDocument } from '../../model/config-document.ts';
import type { RecordedPart, RecordedSide } from './recorded-series.ts';

/**
 * The config with each query replaced by the name of a recorded series, for recordedSource(): the same metrics, judges and
 * thresholds, without any server.
 */
export function recordedConfig(document: ConfigDocument): ConfigDocument {
  const scopes = { control: side('control'), candidate: side('candidate') };
  return { ...document, spec: { ...document.spec, scopes, metrics: document.spec.metrics.map(recordedMetric) } };
}

/** The text that asks recordedSource() for one part of one side of a metric. */
export function recordedQuery(metric: string, part: RecordedPart, of: RecordedSide): string {
  return template(metric, part).replace('${scope}', side(of));
}

function recordedMetric(metric: MetricDocument): MetricDocument {
  const { name } = metric;
  switch (metric.kind) {
    case 'gauge':
      return { ...metric, query: template(name, 'value') };
    case 'ratio':
      return { ...metric, bad: template(name, 'bad'), total: template(name, 'total') };
    case 'count': {
      const query = template(name, 'events');
      return metric.exposure === undefined ? { ...metric, query } : { ...metric, query, exposure: template(name, 'exposure') };
    }
    case 'histogram':
      return { ...metric, query: template(name, 'buckets') };
    case 'comparison':
      return metric;
  }
}

const template = (metric: string, part: RecordedPart): string => `{metric=${JSON.stringify(metric)}, part="${part}", \${scope}}`;
const side = (of: RecordedSide): string => `side="${of}"`;
