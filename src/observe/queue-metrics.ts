import { Gauge, type Registry } from 'prom-client';
import type { Clock } from '../analysis/ports/clock.ts';
import type { QueueDepth } from '../analysis/ports/look-queue.ts';

/** What waits to be judged, read whenever somebody asks: a queue that stands still is seen to grow older. */
export function queueMetrics({
  registry,
  depth,
  clock,
}: {
  readonly registry: Registry;
  readonly depth: () => QueueDepth;
  readonly clock: Clock;
}): void {
  const gauge = (name: string, help: string, read: (depth: QueueDepth) => number): void => {
    new Gauge({
      ...{ name, help, registers: [registry] },
      collect() {
        this.set(read(depth()));
      },
    });
  };
  gauge('serinus_queue_due', 'Looks that are due and not stored yet, of all processes on the store.', ({ due }) => due);
  gauge('serinus_queue_running', 'Scheduled looks under way in this process.', ({ running }) => running);
  gauge('serinus_queue_oldest_seconds', 'For how long the oldest of the due looks has been due; 0 when none is.', ({ oldestSlotMs }) =>
    oldestSlotMs === undefined ? 0 : Math.max(0, clock.now() - oldestSlotMs) / 1000,
  );
}
