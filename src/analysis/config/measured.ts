import type { ComparisonMeasure, MeasureName } from '../../model/comparison-measure.ts';
import type { Direction, MetricQueries, Slo } from '../../model/config.ts';
import type { ComparisonMetric, MetricDocument } from '../../model/config-document.ts';
import type { MetricKind } from '../../model/metric-data.ts';

/** The lowest similarities are where a candidate fails: the middle ones hardly move. */
const DEFAULT_QUANTILE = 0.05;
/** What the slo judge holds a candidate to when the metric has no objective of its own. */
const AT_MOST_ONE_PERCENT: Slo = { op: '<=', value: 0.01 };

interface Measured {
  /** Kinds of data it can be read as; a metric takes the first that its judge judges. */
  readonly kinds: readonly MetricKind[];
  readonly judge: string;
  readonly direction: Direction;
  readonly slo?: Slo;
  /** What is counted, by part of the data, in words. */
  readonly words: Readonly<Record<string, string>>;
}

export const MEASURED: Readonly<Record<MeasureName, Measured>> = {
  divergence: {
    kinds: ['ratio'],
    judge: 'divergence',
    direction: 'increase',
    words: { bad: 'pairs that diverge (of the control: from itself)', total: 'pairs' },
  },
  errors: {
    kinds: ['ratio'],
    judge: 'slo',
    direction: 'increase',
    slo: AT_MOST_ONE_PERCENT,
    words: { bad: 'pairs that could not be compared', total: 'pairs' },
  },
  unmatched: {
    kinds: ['ratio'],
    judge: 'slo',
    direction: 'increase',
    slo: AT_MOST_ONE_PERCENT,
    words: { bad: 'requests that this side never answered', total: 'requests' },
  },
  similarity: { kinds: ['gauge'], judge: 'sequential', direction: 'decrease', words: { value: 'a quantile of the similarities' } },
  latency: { kinds: ['histogram'], judge: 'histogram', direction: 'increase', words: { buckets: 'milliseconds that an answer took' } },
  score: {
    kinds: ['gauge', 'histogram'],
    judge: 'sequential',
    direction: 'increase',
    words: { value: 'mean score of the answers', buckets: 'scores of the answers' },
  },
  reviewed: {
    kinds: ['ratio'],
    judge: 'ratio',
    direction: 'increase',
    words: { bad: 'reviewed pairs in which the other side was better', total: 'reviewed pairs' },
  },
};

/** What a metric of kind `comparison` measures, by which judge and which way, unless the metric says otherwise. */
export function measuredBy({ measure = 'divergence' }: ComparisonMetric): Measured {
  return MEASURED[measure];
}

/** Kinds of data that the metric can be read as; the first one that its judge judges is taken. */
export function dataKinds(metric: MetricDocument): readonly MetricKind[] {
  return metric.kind === 'comparison' ? measuredBy(metric).kinds : [metric.kind];
}

/** The source of the data of a metric of kind `comparison`, defaults filled in. */
export function measureOf(metric: ComparisonMetric): ComparisonMeasure {
  const { measure = 'divergence', comparator, score, segment, bySegment = false } = metric;
  return {
    measure,
    ...(comparator !== undefined && { comparator }),
    ...(score !== undefined && { score }),
    ...(measure === 'similarity' && { quantile: metric.quantile ?? DEFAULT_QUANTILE }),
    ...(segment !== undefined && { segment }),
    bySegment,
  };
}

/** The parts of a metric that no query is for, in words. */
export function measuredParts(metric: ComparisonMetric, kind: MetricKind): MetricQueries {
  const { value = '', bad = '', total = '', buckets = '' } = measuredBy(metric).words;
  switch (kind) {
    case 'gauge':
      return { kind, parts: { value } };
    case 'ratio':
      return { kind, parts: { bad, total } };
    case 'count':
      return { kind, parts: { events: total } };
    case 'histogram':
      return { kind, parts: { buckets } };
  }
}
