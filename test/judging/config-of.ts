import type { AnalysisConfig, MetricConfig } from '../../src/model/config.ts';

/** A resolved config and metrics for tests that do not care how they were written. */
export function metricOf(overrides: Partial<MetricConfig> & { readonly name: string }): MetricConfig {
  return {
    kind: 'gauge',
    parts: { value: 'x' },
    group: 'default',
    direction: 'increase',
    judge: { name: 'stub', parameters: {} },
    tolerance: { ratio: 0.1 },
    critical: true,
    required: true,
    muted: false,
    weight: 1,
    nanStrategy: 'drop',
    outliers: { strategy: 'keep', factor: 3 },
    minSamples: 10,
    pairBy: [],
    ...overrides,
  } as MetricConfig;
}

export function configOf(overrides: Partial<AnalysisConfig>): AnalysisConfig {
  return {
    name: 'test',
    hash: '0000000000000000',
    document: {} as AnalysisConfig['document'],
    mode: 'canary',
    source: 'prometheus',
    variables: {},
    scopes: { control: 'a="1"', candidate: 'a="2"' },
    stepMs: 60_000,
    delayMs: 0,
    warmUpMs: 0,
    cadence: { kind: 'interval', intervalMs: 60_000 },
    minDurationMs: 30 * 60_000,
    maxDurationMs: 120 * 60_000,
    onDeadline: 'rollback',
    alpha: 0.05,
    promoteAlpha: 0.05,
    metrics: [],
    groups: [{ name: 'default', weight: 100 }],
    thresholds: { pass: 95, marginal: 75 },
    ...overrides,
  };
}
