import type { DatabaseSync } from 'node:sqlite';
import type { NewMessage, Outbox, OutboxDepth, OutboxMessage } from '../../analysis/ports/outbox.ts';
import type { Json } from '../../model/json.ts';
import { packJson, unpackJson } from '../packed-json.ts';

interface MessageRow {
  readonly id: string;
  readonly kind: OutboxMessage['kind'];
  readonly body: Uint8Array;
  readonly created_at_ms: number;
  readonly attempts: number;
}

/** Messages for channels. The methods mean what those of Outbox mean, inside the caller's transaction. */
export interface OutboxTable {
  add(messages: readonly NewMessage[]): void;
  hasDue(channel: string, nowMs: number): boolean;
  take(channel: string, take: Parameters<Outbox['takeMessages']>[1]): OutboxMessage[];
  remove(channel: string, ids: readonly string[]): void;
  putOff(channel: string, when: Parameters<Outbox['putOffMessages']>[1]): void;
  discard(of: Parameters<Outbox['discardMessages']>[0]): number;
  depths(): OutboxDepth[];
}

export function outboxTable(db: DatabaseSync): OutboxTable {
  const add = db.prepare(`
    INSERT INTO outbox (channel, id, kind, body, created_at_ms, next_attempt_ms) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);
  const findDue = db.prepare('SELECT 1 FROM outbox WHERE channel = ? AND next_attempt_ms <= ? LIMIT 1');
  // Written in one transaction, the messages of one moment are in order by their row.
  const due = db.prepare(`
    SELECT id, kind, body, created_at_ms, attempts FROM outbox WHERE channel = ? AND next_attempt_ms <= ?
    ORDER BY created_at_ms, sequence LIMIT ?`);
  const lease = db.prepare('UPDATE outbox SET attempts = attempts + 1, next_attempt_ms = ? WHERE channel = ? AND id = ?');
  const remove = db.prepare('DELETE FROM outbox WHERE channel = ? AND id = ?');
  const putOff = db.prepare('UPDATE outbox SET next_attempt_ms = ? WHERE channel = ? AND id = ?');
  const discard = db.prepare('DELETE FROM outbox WHERE created_at_ms < ? AND channel NOT IN (SELECT value FROM json_each(?))');
  const depths = db.prepare(
    'SELECT channel, count(*) AS messages, min(created_at_ms) AS oldest FROM outbox GROUP BY channel ORDER BY channel',
  );

  return {
    add(messages) {
      for (const { channel, id, kind, body, createdAtMs } of messages) add.run(channel, id, kind, packJson(body), createdAtMs, createdAtMs);
    },
    hasDue: (channel, nowMs) => findDue.get(channel, nowMs) !== undefined,
    take(channel, { nowMs, leaseMs, limit }) {
      const rows = due.all(channel, nowMs, limit) as unknown as readonly MessageRow[];
      for (const { id } of rows) lease.run(nowMs + leaseMs, channel, id);
      return rows.map(({ id, kind, body, created_at_ms, attempts }) => ({
        ...{ id, channel, kind, body: unpackJson<Json>(body) },
        createdAtMs: created_at_ms,
        attempts: attempts + 1,
      }));
    },
    remove(channel, ids) {
      for (const id of ids) remove.run(channel, id);
    },
    putOff(channel, when) {
      for (const { id, nextAttemptMs } of when) putOff.run(nextAttemptMs, channel, id);
    },
    discard: ({ channelsBut, createdBeforeMs }) => Number(discard.run(createdBeforeMs, JSON.stringify(channelsBut)).changes),
    depths: () =>
      (depths.all() as unknown as readonly { readonly channel: string; readonly messages: number; readonly oldest: number }[]).map(
        ({ channel, messages, oldest }) => ({ channel, messages, oldestCreatedAtMs: oldest }),
      ),
  };
}
