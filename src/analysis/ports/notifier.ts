import type { OutboxMessage } from './outbox.ts';

/** What came of a delivery. Reasons are for the log: they name no secret, nor an address that is one. */
export type Delivery =
  | { readonly kind: 'delivered' }
  /** It may go well later. */
  | { readonly kind: 'failed'; readonly reason: string; readonly retryAfterMs?: number }
  /** It will never go well. */
  | { readonly kind: 'refused'; readonly reason: string };

/** A receiver of messages: a chat, a program, a database. */
export interface Notifier {
  /** The channel's name. */
  readonly name: string;
  /** Messages of one delivery, at most; 1 or more. */
  readonly batchSize: number;
  /** A delivery that takes longer has failed. */
  readonly timeoutMs: number;
  /** Messages that are older are given up when their delivery fails. */
  readonly giveUpAfterMs: number;
  /** All of the messages, 1 to batchSize, or none. Once the signal is aborted it answers without delay. Throws nothing on purpose. */
  deliver(messages: readonly OutboxMessage[], signal: AbortSignal): Promise<Delivery>;
}
