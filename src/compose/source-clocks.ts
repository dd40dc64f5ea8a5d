import { Gauge, type Registry } from 'prom-client';

import { CLOCKS_AGREE_MS } from '../analysis/fetch-records.ts';
import type { MetricSource } from '../analysis/ports/metric-source.ts';
import { formatDuration } from '../model/duration.ts';

/** How far the clock of each source was from ours when it last answered. */
export function measureSourceClocks(registry: Registry, sources: readonly MetricSource[]): void {
  new Gauge({
    name: 'serinus_source_clock_ahead_seconds',
    help: 'By how much the clock of a source is ahead of the one here, at least; negative where it is behind, 0 where they may agree.',
    labelNames: ['source'],
    registers: [registry],
    collect() {
      for (const { name, clockAheadMs } of sources) {
        const aheadMs = clockAheadMs?.();
        if (aheadMs !== undefined) this.set({ source: name }, aheadMs / 1000);
      }
    },
  });
}

/** What there is to say of the source's clock; undefined when it agrees with ours well enough. */
export function clockNotice({ clockAheadMs }: MetricSource): string | undefined {
  const aheadMs = clockAheadMs?.() ?? 0;
  if (Math.abs(aheadMs) < CLOCKS_AGREE_MS) return undefined;
  const seconds = Math.round(Math.abs(aheadMs) / 1000) * 1000;
  return `its clock is ${formatDuration(seconds)} ${aheadMs < 0 ? 'behind' : 'ahead of'} the one here`;
}
