import type { Level, Logger } from 'pino';
import type { Registry } from 'prom-client';

import { type DeliveryOutcome, type DeliveryReport, deliverDue } from '../analysis/outbox/deliver-due.ts';
import type { Clock } from '../analysis/ports/clock.ts';
import type { Outbox } from '../analysis/ports/outbox.ts';
import { type Deliveries, startDeliveries } from '../schedule/deliveries.ts';
import type { Channels } from './channels.ts';
import { deliveryMetrics } from './delivery-metrics.ts';

export interface DeliveryParts {
  readonly channels: Channels;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly registry: Registry;
}

/** What waits for a channel that the settings no longer have is kept so long: they may be mistaken. */
const ORPHANS_MS = 24 * 60 * 60_000;

/** Forgets them, when they are older. @throws {StoreError} */
export async function discardOrphans({ channels, outbox, clock, logger }: Omit<DeliveryParts, 'registry'>): Promise<void> {
  const channelsBut = channels.notifiers.map(({ name }) => name);
  const messages = await outbox.discardMessages({ channelsBut, createdBeforeMs: clock.now() - ORPHANS_MS });
  if (messages > 0) logger.warn({ messages }, 'messages of channels that the settings do not have are discarded');
}

/** Begins to deliver; what an earlier process left is delivered first. */
export function openDeliveries({ channels, outbox, clock, logger, registry }: DeliveryParts): Deliveries {
  const byName = new Map(channels.notifiers.map((notifier) => [notifier.name, notifier]));
  const names = [...byName.keys()];
  const count = deliveryMetrics({ registry, channels: names, outbox, clock });
  const report = (one: DeliveryReport): void => {
    count(one);
    log(logger, one);
  };
  return startDeliveries({
    channels: names,
    deliver: (name, signal) => deliverDue({ outbox, clock, report }, byName.get(name)!, signal),
    onError: (error, channel) => logger.error({ err: error, channel }, 'messages could not be delivered; they stay due'),
  });
}

const SAID = {
  delivered: { level: 'info', text: 'told' },
  retried: { level: 'warn', text: 'a channel did not take messages; they are tried again' },
  refused: { level: 'error', text: 'a channel refused messages; they are given up' },
  given_up: { level: 'error', text: 'a channel did not take messages for too long; they are given up' },
} as const satisfies Record<DeliveryOutcome, { readonly level: Level; readonly text: string }>;

function log(logger: Logger, { channel, outcome, messages, reason }: DeliveryReport): void {
  const { level, text } = SAID[outcome];
  // Every look goes to a database: that is no news.
  const isNews = outcome !== 'delivered' || messages.some(({ kind }) => kind === 'change');
  logger[isNews ? level : 'debug']({ channel, messages: messages.map(({ id }) => id), ...(reason !== undefined && { reason }) }, text);
}
