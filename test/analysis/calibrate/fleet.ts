import { resolveConfig } from '../../../src/analysis/config/resolve-config.ts';
import type { MetricSource, SourceQuery } from '../../../src/analysis/ports/metric-source.ts';
import { loadJudges } from '../../../src/config/load-judges.ts';
import type { AnalysisConfig } from '../../../src/model/config.ts';
import type { ConfigDocument } from '../../../src/model/config-document.ts';
import { sampleCount } from '../../../src/model/time-series.ts';
import { seeded } from '../../support/random.ts';

export const MINUTE = 60_000;
/** Begin of the fleet's time, a whole minute. */
export const BEGIN = Date.UTC(2026, 0, 1);

export interface Pod {
  readonly name: string;
  readonly version: string;
  /** Minutes it is there, from (inclusive) and to (exclusive); for ever when left out. */
  readonly from?: number;
  readonly to?: number;
  /** Factor of its values at a minute; 1 when left out. */
  readonly level?: (minute: number) => number;
}

/** Logarithms of a pod's values: AR(1) with standard deviation `sd`. */
export interface FleetNoise {
  readonly phi: number;
  readonly sd: number;
  readonly seed: number;
  readonly minutes: number;
}

/** A value for each pod and minute: 0.2 times the level times e to the noise; NaN while the pod is not there. */
export function podSeries(pods: readonly Pod[], { phi, sd, seed, minutes }: FleetNoise): ReadonlyMap<Pod, Float64Array> {
  const random = seeded(seed);
  return new Map(
    pods.map((pod) => {
      let state = random.normal();
      const values = Float64Array.from({ length: minutes }, (_, minute) => {
        state = phi * state + Math.sqrt(1 - phi * phi) * random.normal();
        const isThere = minute >= (pod.from ?? 0) && minute < (pod.to ?? minutes);
        return isThere ? 0.2 * (pod.level?.(minute) ?? 1) * Math.exp(sd * state) : Number.NaN;
      });
      return [pod, values];
    }),
  );
}

/** Answers `avg(latency{...})` and `group by (pod) (...)` of the pods whose labels match, as a Prometheus would. */
export function fleetSource(series: ReadonlyMap<Pod, Float64Array>): MetricSource & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    name: 'prometheus',
    dialect: 'promql',
    asked,
    check: async () => undefined,
    async query({ query, window }: SourceQuery) {
      asked.push(query);
      const version = /version="([^"]*)"/.exec(query)?.[1];
      const names = /pod=~"([^"]*)"/.exec(query)?.[1]?.replaceAll('\\', '').split('|');
      const own = [...series].filter(([pod]) => pod.version === version && (names === undefined || names.includes(pod.name)));
      const { startMs, stepMs } = window;
      const cut = (values: Float64Array): Float64Array =>
        Float64Array.from(
          { length: sampleCount(window) },
          (_, i) => values[(startMs - BEGIN) / MINUTE + (i * stepMs) / MINUTE] ?? Number.NaN,
        );
      const there = own.map(([pod, values]) => ({ labels: { pod: pod.name }, startMs, stepMs, values: cut(values) }));
      if (query.startsWith('group')) return { series: there, warnings: [] };
      const values = Float64Array.from({ length: sampleCount(window) }, (_, i) => mean(there.map((one) => one.values[i]!)));
      return { series: own.length === 0 ? [] : [{ labels: {}, startMs, stepMs, values }], warnings: [] };
    },
  };
}

function mean(values: readonly number[]): number {
  const present = values.filter((value) => !Number.isNaN(value));
  return present.length === 0 ? Number.NaN : present.reduce((a, b) => a + b, 0) / present.length;
}

/** A config with one gauge, the mean latency over the pods of a version, and releases of half an hour. */
export function fleetDocument(spec: Partial<ConfigDocument['spec']> = {}): ConfigDocument {
  return {
    apiVersion: 'serinus.dev/v1',
    kind: 'CanaryAnalysis',
    metadata: { name: 'shop' },
    spec: {
      variables: { version: {} },
      scopes: { control: 'version="${version}"', candidate: 'version="${version}"' },
      window: { step: '1m', delay: '0s' },
      interval: '3m',
      duration: { min: '15m', max: '30m' },
      metrics: [{ name: 'latency', kind: 'gauge', direction: 'increase', query: 'avg(latency{${scope}})', tolerance: { ratio: 0.1 } }],
      ...spec,
    },
  };
}

export const judges = await loadJudges();

export function fleetConfig(spec: Partial<ConfigDocument['spec']> = {}): AnalysisConfig {
  return resolveConfig(fleetDocument(spec), judges);
}

export function pods(version: string, count: number, changes: Omit<Pod, 'name' | 'version'> = {}): Pod[] {
  return Array.from({ length: count }, (_, i) => ({ name: `${version}-${i}`, version, ...changes }));
}
