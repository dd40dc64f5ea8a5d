import type { MetricDocument } from '../../model/config-document.ts';

/** The query templates of a metric by the field they stand in. */
export function metricTemplates(metric: MetricDocument): readonly { readonly field: string; readonly template: string }[] {
  switch (metric.kind) {
    case 'ratio':
      return [
        { field: 'bad', template: metric.bad },
        { field: 'total', template: metric.total },
      ];
    case 'count':
      return [
        { field: 'query', template: metric.query },
        ...(metric.exposure === undefined ? [] : [{ field: 'exposure', template: metric.exposure }]),
      ];
    case 'gauge':
    case 'histogram':
      return [{ field: 'query', template: metric.query }];
    case 'comparison':
      return [];
  }
}
