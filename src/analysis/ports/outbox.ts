import type { Json } from '../../model/json.ts';

/** What is to be delivered to one channel: written in the transaction of the change it tells of, gone once it is delivered. */
export interface NewMessage {
  /**
   * What receivers know a message by that comes twice: the same at every attempt and after every restart. (channel, id) is unique; a
   * message whose place is taken is not added again.
   */
  readonly id: string;
  /** Name of the channel in the settings. */
  readonly channel: string;
  /** `change`: a verdict, an end or a report, for people and programs. `look`: a look's numbers, for a database. */
  readonly kind: 'change' | 'look';
  readonly body: Json;
  readonly createdAtMs: number;
}

export interface OutboxMessage extends NewMessage {
  /** How often it was taken, this time included: 1 or more. */
  readonly attempts: number;
}

export interface OutboxDepth {
  readonly channel: string;
  /** Messages that wait or are under way, 1 or more. */
  readonly messages: number;
  readonly oldestCreatedAtMs: number;
}

/**
 * Messages that wait for their channel. Delivery is at least once: a message leaves only by removeMessages, and one that was taken by a
 * process that died is due again when its lease is over.
 */
export interface Outbox {
  /** Messages of the channel that are due at nowMs, oldest first. Nobody else gets them before nowMs + leaseMs. @param limit 1 or more. */
  takeMessages(
    channel: string,
    take: { readonly nowMs: number; readonly leaseMs: number; readonly limit: number },
  ): Promise<readonly OutboxMessage[]>;
  /** Delivered, refused or given up: they are gone. Unknown ones do no harm. */
  removeMessages(channel: string, ids: readonly string[]): Promise<void>;
  /** They are due again at those times. Unknown ones do no harm. */
  putOffMessages(channel: string, when: readonly { readonly id: string; readonly nextAttemptMs: number }[]): Promise<void>;
  /** Removes what was created before that moment for channels that are not among these; returns how many. */
  discardMessages(of: { readonly channelsBut: readonly string[]; readonly createdBeforeMs: number }): Promise<number>;
  /** Every channel that has messages, by name. */
  outboxDepths(): Promise<readonly OutboxDepth[]>;
}
