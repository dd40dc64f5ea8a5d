import { Counter, Gauge, type Registry } from 'prom-client';

import type { DeliveryOutcome, DeliveryReport } from '../analysis/outbox/deliver-due.ts';
import type { Clock } from '../analysis/ports/clock.ts';
import type { Outbox, OutboxDepth } from '../analysis/ports/outbox.ts';

const OUTCOMES = ['delivered', 'retried', 'refused', 'given_up'] as const satisfies readonly DeliveryOutcome[];

export interface DeliveryMetricsDeps {
  readonly registry: Registry;
  readonly channels: readonly string[];
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/** What is counted of the messages, and what waits: asked of the store whenever somebody asks for it. */
export function deliveryMetrics({ registry, channels, outbox, clock }: DeliveryMetricsDeps): (report: DeliveryReport) => void {
  const attempts = new Counter({
    name: 'serinus_notifications_total',
    help: 'Messages by channel and by what became of them: delivered, retried (once for each failed attempt), refused, given_up.',
    labelNames: ['channel', 'outcome'],
    registers: [registry],
  });
  for (const channel of channels) for (const outcome of OUTCOMES) attempts.inc({ channel, outcome }, 0);
  // Both gauges are collected in one turn: the store is asked once for both.
  let asked: Promise<readonly OutboxDepth[] | undefined> | undefined;
  const depthsNow = (): Promise<readonly OutboxDepth[] | undefined> => {
    // A store that does not answer is said by other metrics; what is not known is absent here.
    asked ??= outbox
      .outboxDepths()
      .catch(() => undefined)
      .finally(() => {
        asked = undefined;
      });
    return asked;
  };
  const gauge = (name: string, help: string, read: (depth: OutboxDepth) => number): void => {
    new Gauge({
      ...{ name, help, labelNames: ['channel'], registers: [registry] },
      async collect() {
        const depths = await depthsNow();
        this.reset();
        if (depths === undefined) return;
        for (const channel of channels) this.set({ channel }, 0);
        for (const depth of depths) this.set({ channel: depth.channel }, read(depth));
      },
    });
  };
  gauge('serinus_outbox_messages', 'Messages that wait for their channel.', ({ messages }) => messages);
  gauge(
    'serinus_outbox_oldest_seconds',
    'Age of the oldest message that waits for its channel; 0 when none does.',
    ({ oldestCreatedAtMs }) => Math.max(0, clock.now() - oldestCreatedAtMs) / 1000,
  );
  return ({ channel, outcome, messages }) => attempts.inc({ channel, outcome }, messages.length);
}
