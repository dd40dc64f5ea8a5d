import type { Clock } from '../ports/clock.ts';
import type { Delivery, Notifier } from '../ports/notifier.ts';
import type { Outbox, OutboxMessage } from '../ports/outbox.ts';
import { backOffMs } from './back-off.ts';

/** What became of a message in one attempt; `retried` will be tried again. */
export type DeliveryOutcome = 'delivered' | 'retried' | 'refused' | 'given_up';

export interface DeliveryReport {
  readonly channel: string;
  readonly outcome: DeliveryOutcome;
  readonly messages: readonly OutboxMessage[];
  /** Of what failed; undefined when delivered. */
  readonly reason?: string;
}

export interface DeliveryDeps {
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly report: (report: DeliveryReport) => void;
}

/** How a channel stands after a round: nothing was due, the receiver takes messages, or it is to be left alone. */
export type Round = { readonly kind: 'idle' | 'working' } | { readonly kind: 'failing'; readonly retryAfterMs?: number };

/** What a process needs beside the delivery itself, so that nobody else takes what it has in hand. */
const LEASE_MARGIN_MS = 5_000;

/**
 * Delivers what is due for one channel, one batch. What was under way when the signal is aborted is due again at once: it may have
 * arrived, and comes again under the same id.
 * @throws {StoreError}
 */
export async function deliverDue(deps: DeliveryDeps, notifier: Notifier, signal: AbortSignal): Promise<Round> {
  const { outbox, clock } = deps;
  const { name, batchSize: limit, timeoutMs } = notifier;
  // A batch that is refused is delivered one by one: as long again, and the last of them may begin at the end of that.
  const leaseMs = (limit === 1 ? 1 : 3) * timeoutMs + LEASE_MARGIN_MS;
  const taken = await outbox.takeMessages(name, { nowMs: clock.now(), leaseMs, limit });
  if (taken.length === 0) return { kind: 'idle' };
  const delivery = await deliver(notifier, taken, signal);
  if (signal.aborted && delivery.kind !== 'delivered') {
    await putOff(deps, taken, () => clock.now());
    return { kind: 'idle' };
  }
  // One of them may be what is refused: each for itself then.
  if (delivery.kind === 'refused' && taken.length > 1) return deliverEach(deps, notifier, taken, signal);
  return settle(deps, notifier, taken, delivery);
}

async function deliverEach(deps: DeliveryDeps, notifier: Notifier, taken: readonly OutboxMessage[], signal: AbortSignal): Promise<Round> {
  const endMs = deps.clock.now() + notifier.timeoutMs;
  for (const [i, message] of taken.entries()) {
    const isLate = signal.aborted || deps.clock.now() >= endMs;
    const delivery = isLate ? undefined : await deliver(notifier, [message], signal);
    if (delivery === undefined || (signal.aborted && delivery.kind !== 'delivered')) {
      await putOff(deps, taken.slice(i), () => deps.clock.now());
      return { kind: 'working' };
    }
    const round = await settle(deps, notifier, [message], delivery);
    if (round.kind === 'failing') {
      await putOff(deps, taken.slice(i + 1), () => deps.clock.now());
      return round;
    }
  }
  return { kind: 'working' };
}

async function settle(
  deps: DeliveryDeps,
  { name: channel, giveUpAfterMs }: Notifier,
  messages: readonly OutboxMessage[],
  delivery: Delivery,
): Promise<Round> {
  const gone = async (outcome: DeliveryOutcome, some: readonly OutboxMessage[], reason?: string): Promise<void> => {
    if (some.length === 0) return;
    await deps.outbox.removeMessages(
      channel,
      some.map(({ id }) => id),
    );
    deps.report({ channel, outcome, messages: some, ...(reason !== undefined && { reason }) });
  };
  switch (delivery.kind) {
    case 'delivered':
      await gone('delivered', messages);
      return { kind: 'working' };
    case 'refused':
      await gone('refused', messages, delivery.reason);
      return { kind: 'working' };
    case 'failed': {
      const { reason, retryAfterMs } = delivery;
      const nowMs = deps.clock.now();
      const isOld = ({ createdAtMs }: OutboxMessage): boolean => nowMs - createdAtMs >= giveUpAfterMs;
      await gone('given_up', messages.filter(isOld), reason);
      const kept = messages.filter((message) => !isOld(message));
      if (kept.length > 0) {
        await putOff(deps, kept, ({ attempts }) => nowMs + backOffMs(attempts, retryAfterMs));
        deps.report({ channel, outcome: 'retried', messages: kept, reason });
      }
      return { kind: 'failing', ...(retryAfterMs !== undefined && { retryAfterMs }) };
    }
  }
}

async function deliver(notifier: Notifier, messages: readonly OutboxMessage[], signal: AbortSignal): Promise<Delivery> {
  const timeout = AbortSignal.timeout(notifier.timeoutMs);
  try {
    const delivery = await notifier.deliver(messages, AbortSignal.any([signal, timeout]));
    if (delivery.kind === 'failed' && timeout.aborted) return { ...delivery, reason: `no answer within ${notifier.timeoutMs} ms` };
    return delivery;
  } catch (error) {
    // A mistake of ours, whose message may hold anything: the name must do.
    return { kind: 'failed', reason: error instanceof Error ? error.name : 'an unknown error' };
  }
}

async function putOff({ outbox }: DeliveryDeps, messages: readonly OutboxMessage[], until: (message: OutboxMessage) => number) {
  const [first] = messages;
  if (first === undefined) return;
  await outbox.putOffMessages(
    first.channel,
    messages.map((message) => ({ id: message.id, nextAttemptMs: until(message) })),
  );
}
