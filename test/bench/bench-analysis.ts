import type { Analysis } from '../../src/model/analysis.ts';
import type { AnalysisConfig } from '../../src/model/config.ts';
import type { ConfigDocument } from '../../src/model/config-document.ts';

/** Values of the label `version`: control, candidate. */
export const VERSIONS = ['v1', 'v2'] as const;

/** Names of the series, one a metric; each has a series for each version. */
export function metricNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `latency_${i}_seconds`);
}

/** A config of so many gauges, which decides nothing before the sixth day. */
export function gaugeConfig(name: string, count: number): ConfigDocument {
  return {
    apiVersion: 'serinus.dev/v1',
    kind: 'CanaryAnalysis',
    metadata: { name },
    spec: {
      variables: { version: {} },
      scopes: { control: 'version="${version}"', candidate: 'version="${version}"' },
      window: { step: '60s' },
      duration: { min: '6d', max: '7d' },
      onDeadline: 'continue',
      metrics: metricNames(count).map((series, i) => ({
        ...{ name: `latency-${i}`, kind: 'gauge', direction: 'increase', tolerance: { ratio: 0.1 } },
        query: `${series}{\${scope}}`,
      })),
    },
  };
}

export function newAnalysis(id: string, { name, hash, document }: AnalysisConfig, startMs: number): Analysis {
  const [control, candidate] = VERSIONS;
  return {
    ...{ id, key: `user:${id}`, configName: name, configHash: hash, config: document },
    ...{ control: { version: control }, candidate: { version: candidate }, startMs, createdAtMs: startMs },
    ...{ status: 'running', verdict: 'continue', score: null, reason: 'it has only begun' },
    ...{ lastSlotMs: null, nextSlotMs: startMs, looks: 0, endedAtMs: null },
  };
}
