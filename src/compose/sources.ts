import { setTimeout as sleep } from 'node:timers/promises';

import type { MetricSource } from '../analysis/ports/metric-source.ts';
import type { PrometheusSettings } from '../config/source-settings.ts';
import { NotFoundError, type SerinusError } from '../errors.ts';
import { prometheusSource } from '../sources/prometheus/prometheus-source.ts';

export type SourceOf = (name: string) => MetricSource | SerinusError;

/** The sources of the settings, by name. A name that is none of them is answered with the error that says so. */
export function openSources(settings: Readonly<Record<string, PrometheusSettings>>): {
  readonly all: readonly MetricSource[];
  readonly sourceOf: SourceOf;
} {
  const sources = new Map(
    Object.entries(settings).map(([name, source]) => [
      name,
      prometheusSource({ name, ...source }, { random: Math.random, sleep: (ms, signal) => sleep(ms, undefined, { signal }) }),
    ]),
  );
  return { all: [...sources.values()], sourceOf: (name) => sources.get(name) ?? new NotFoundError('source', name) };
}
