import { Counter, Gauge, type Registry } from 'prom-client';

import type { MetricSource } from '../analysis/ports/metric-source.ts';
import type { RememberSettings } from '../config/remember-settings.ts';
import type { SourceSettings } from '../config/source-settings.ts';
import { boundedMemory } from '../sources/remember/memory.ts';
import type { Remembered } from '../sources/remember/remembered.ts';
import { type Asked, rememberingSource } from '../sources/remember/remembering-source.ts';
import { bytesOfValues, packBytes, unpackBytes, valuesOfBytes } from '../store/pack-values.ts';

/** What all sources together remember of their answers. */
export interface SourceMemory {
  readonly remembering: (source: MetricSource, settings: SourceSettings) => MetricSource;
  /** What it is doing, from when it was opened on. To be called once. */
  readonly register: (registry: Registry) => void;
}

const ASKED: readonly Asked[] = ['part', 'whole', 'shared'];

export function openSourceMemory({ overlapMs, recheckEvery, maxBytes }: RememberSettings): SourceMemory {
  const memory = boundedMemory<Remembered>(maxBytes);
  const packing = {
    pack: (values: Float64Array) => packBytes(bytesOfValues(values)),
    unpack: (packed: Uint8Array) => valuesOfBytes(unpackBytes(packed)),
  };
  const queries = new Counter({
    name: 'serinus_source_queries_total',
    help: 'Queries of looks by how they were asked: for the new steps (part), for the whole window, or not, being under way (shared).',
    labelNames: ['source', 'asked'],
    registers: [],
  });
  const changes = new Counter({
    name: 'serinus_source_past_changes_total',
    help: 'Queries whose past was found to have changed in the source.',
    labelNames: ['source'],
    registers: [],
  });
  return {
    remembering(source, { maxPoints }) {
      for (const asked of ASKED) queries.inc({ source: source.name, asked }, 0);
      changes.inc({ source: source.name }, 0);
      return rememberingSource(
        source,
        { overlapMs, recheckEvery, maxPoints },
        {
          memory,
          packing,
          onAsked: (name, asked) => queries.inc({ source: name, asked }),
          onChange: (name) => changes.inc({ source: name }),
        },
      );
    },
    register(registry) {
      registry.registerMetric(queries);
      registry.registerMetric(changes);
      new Gauge({
        name: 'serinus_source_memory_bytes',
        help: 'About what the remembered series of all sources take.',
        registers: [registry],
        collect() {
          this.set(memory.bytes);
        },
      });
      new Gauge({
        name: 'serinus_source_memory_queries',
        help: 'Queries whose series are remembered.',
        registers: [registry],
        collect() {
          this.set(memory.size);
        },
      });
    },
  };
}
