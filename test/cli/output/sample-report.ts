import type { LookReport } from '../../../src/cli/output/look-report.ts';
import type { Look } from '../../../src/model/analysis.ts';
import type { MetricResult } from '../../../src/model/verdict.ts';

const SIDE = { count: 20, mean: 0.1, min: 0.05, max: 0.2, p50: 0.1, p99: 0.2 };

export function metricOf(overrides: Partial<MetricResult>): MetricResult {
  return {
    name: 'latency',
    labels: {},
    group: 'default',
    critical: true,
    required: true,
    muted: false,
    classification: 'pass',
    reason: 'latency: within tolerance',
    score: 100,
    effect: null,
    moreSteps: null,
    judgements: [],
    control: SIDE,
    candidate: SIDE,
    queries: { control: {}, candidate: {} },
    warnings: [],
    ...overrides,
  };
}

/** A look with a metric of every classification, muted and label-paired ones among them. */
export function reportOf(overrides: Partial<Look> = {}): LookReport {
  return {
    subject: { configName: 'shop', control: { version: 'v1' }, candidate: { version: 'v2', zone: 'eu' } },
    look: {
      analysisId: 'a1',
      slotMs: Date.UTC(2026, 0, 31, 8, 12),
      number: 12,
      trigger: 'schedule',
      startedAtMs: Date.UTC(2026, 0, 31, 8, 12, 0, 100),
      finishedAtMs: Date.UTC(2026, 0, 31, 8, 12, 1, 350),
      configHash: '0123456789abcdef',
      window: { startMs: 0, endMs: 60_000, stepMs: 60_000 },
      verdict: 'rollback',
      score: 0,
      reason: 'latency: mean ratio +12.3 % against 10 % allowed: proven higher',
      reasons: ['latency: mean ratio +12.3 % against 10 % allowed: proven higher', 'errors: low as well'],
      final: true,
      groups: [],
      metrics: [
        metricOf({
          classification: 'high',
          score: 0,
          reason: 'latency: proven higher',
          effect: { name: 'mean ratio', scale: 'relative', estimate: 0.123, lower: 0.102, upper: null, tolerance: 0.1 },
        }),
        metricOf({ name: 'throughput', classification: 'low', labels: { pod: 'a"b' }, score: 0, reason: 'throughput: proven lower' }),
        metricOf({
          name: 'errors',
          effect: { name: 'rate difference', scale: 'absolute', estimate: -0.00012346, lower: -0.001, upper: 0.0005, tolerance: 0.003 },
        }),
        metricOf({ name: 'cpu', classification: 'undecided', moreSteps: 7, reason: 'cpu: not told yet' }),
        metricOf({
          name: 'sizes',
          classification: 'nodata',
          reason: 'sizes: no data',
          control: { count: 1234, mean: null, min: null, max: null, p50: null, p99: null },
          candidate: { count: 0, mean: null, min: null, max: null, p50: null, p99: null },
          moreSteps: 1,
        }),
        metricOf({ name: 'queue', classification: 'error', reason: 'queue: prometheus: no answer', warnings: ['partial response'] }),
        metricOf({ name: 'memory', classification: 'high', muted: true, reason: 'memory: proven higher' }),
      ],
      ...overrides,
    },
  };
}
