import { setTimeout as sleep } from 'node:timers/promises';

import type { DialectOf } from '../analysis/config/query-dialect.ts';
import type { Surroundings } from '../analysis/config/surroundings.ts';
import type { MetricSource, QueryDialect } from '../analysis/ports/metric-source.ts';
import type { Settings } from '../config/settings.ts';
import type { SourceSettings } from '../config/source-settings.ts';
import { NotFoundError, type SerinusError } from '../errors.ts';
import type { SourceDeps } from '../sources/http/options.ts';
import { fluxSource } from '../sources/influxdb/flux-source.ts';
import { influxqlSource } from '../sources/influxdb/influxql-source.ts';
import { prometheusSource } from '../sources/prometheus/prometheus-source.ts';
import type { Observation } from './observation.ts';
import type { PlugIns } from './plug-ins.ts';
import type { SourceMemory } from './source-memory.ts';

export type SourceOf = (name: string) => MetricSource | SerinusError;

const DEPS: SourceDeps = { now: Date.now, random: Math.random, sleep: (ms, signal) => sleep(ms, undefined, { signal }) };

/**
 * The sources of the settings, by name. A name that is none of them is answered with the error that says so.
 * @param memory where they keep what they have answered; without it every question is asked as it is.
 * @param observation what watches the questions that are asked.
 */
export function openSources(
  settings: Readonly<Record<string, SourceSettings>>,
  memory?: SourceMemory,
  observation?: Pick<Observation, 'source' | 'sourceHeaders'>,
): {
  readonly all: readonly MetricSource[];
  readonly sourceOf: SourceOf;
} {
  const open = (name: string, source: SourceSettings): MetricSource => {
    const bare = openSource(name, source, observation?.sourceHeaders);
    const opened = observation ? observation.source(bare) : bare;
    return memory ? memory.remembering(opened, source) : opened;
  };
  const sources = new Map(Object.entries(settings).map(([name, source]) => [name, open(name, source)]));
  return { all: [...sources.values()], sourceOf: (name) => sources.get(name) ?? new NotFoundError('source', name) };
}

/** What configs are held to by the settings and what is loaded by them. */
export function surroundingsOf(
  { sources, limits }: Pick<Settings, 'sources' | 'limits'>,
  { comparators }: Pick<PlugIns, 'comparators'>,
): Surroundings {
  return { dialectOf: dialectsOf(sources), limits, comparators };
}

/** In which language the sources of the settings are asked. */
export function dialectsOf(settings: Readonly<Record<string, SourceSettings>>): DialectOf {
  const dialects = new Map(Object.entries(settings).map(([name, source]): [string, QueryDialect] => [name, dialectOf(source)]));
  return (name) => dialects.get(name);
}

function dialectOf(settings: SourceSettings): QueryDialect {
  if (settings.type === 'prometheus') return 'promql';
  return settings.version === 1 ? 'influxql' : 'flux';
}

function openSource(name: string, settings: SourceSettings, traceHeaders?: Observation['sourceHeaders']): MetricSource {
  const more = { name, ...(traceHeaders && { traceHeaders }) };
  if (settings.type === 'prometheus') return prometheusSource({ ...more, ...settings }, DEPS);
  return settings.version === 1 ? influxqlSource({ ...more, ...settings }, DEPS) : fluxSource({ ...more, ...settings }, DEPS);
}
