import type { NewMessage, Outbox, OutboxDepth, OutboxMessage } from '../../analysis/ports/outbox.ts';
import type { Json } from '../../model/json.ts';
import { packJson, unpackJson } from '../packed-json.ts';
import type { Session } from './database.ts';

/* Messages for channels. The functions mean what the methods of Outbox mean, inside the caller's session. */

/** One transaction's messages of one moment are in order by their row. */
export async function addMessages(session: Session, messages: readonly NewMessage[]): Promise<void> {
  if (messages.length === 0) return;
  await session.run(
    `INSERT INTO serinus.outbox (channel, id, kind, body, created_at_ms, next_attempt_ms)
     SELECT channel, id, kind, body, created_at_ms, created_at_ms
     FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::bigint[]) WITH ORDINALITY
       AS given (channel, id, kind, body, created_at_ms, position)
     ORDER BY position ON CONFLICT (channel, id) DO NOTHING`,
    [
      messages.map(({ channel }) => channel),
      messages.map(({ id }) => id),
      messages.map(({ kind }) => kind),
      messages.map(({ body }) => packJson(body)),
      messages.map(({ createdAtMs }) => createdAtMs),
    ],
  );
}

interface MessageRow {
  readonly sequence: number;
  readonly id: string;
  readonly kind: OutboxMessage['kind'];
  readonly body: Uint8Array;
  readonly created_at_ms: number;
  readonly attempts: number;
}

/** One statement: what another replica is just taking is passed over, and nobody waits. */
export async function takeMessages(
  session: Session,
  channel: string,
  { nowMs, leaseMs, limit }: Parameters<Outbox['takeMessages']>[1],
): Promise<OutboxMessage[]> {
  const rows = await session.rows<MessageRow>(
    `WITH due AS MATERIALIZED (
       SELECT sequence FROM serinus.outbox WHERE channel = $1 AND next_attempt_ms <= $2
       ORDER BY created_at_ms, sequence LIMIT $3 FOR UPDATE SKIP LOCKED
     )
     UPDATE serinus.outbox SET attempts = attempts + 1, next_attempt_ms = $4 FROM due WHERE outbox.sequence = due.sequence
     RETURNING outbox.sequence, id, kind, body, created_at_ms, attempts`,
    [channel, nowMs, limit, nowMs + leaseMs],
  );
  return rows
    .sort((a, b) => a.created_at_ms - b.created_at_ms || a.sequence - b.sequence)
    .map(({ id, kind, body, created_at_ms, attempts }) => ({
      ...{ id, channel, kind, body: unpackJson<Json>(body) },
      createdAtMs: created_at_ms,
      attempts,
    }));
}

export async function removeMessages(session: Session, channel: string, ids: readonly string[]): Promise<void> {
  await session.run('DELETE FROM serinus.outbox WHERE channel = $1 AND id = ANY($2::text[])', [channel, ids]);
}

export async function putOffMessages(session: Session, channel: string, when: Parameters<Outbox['putOffMessages']>[1]): Promise<void> {
  await session.run(
    `UPDATE serinus.outbox SET next_attempt_ms = given.next_attempt_ms FROM unnest($2::text[], $3::bigint[]) AS given (id, next_attempt_ms)
     WHERE channel = $1 AND outbox.id = given.id`,
    [channel, when.map(({ id }) => id), when.map(({ nextAttemptMs }) => nextAttemptMs)],
  );
}

export async function discardMessages(
  session: Session,
  { channelsBut, createdBeforeMs }: Parameters<Outbox['discardMessages']>[0],
): Promise<number> {
  return session.run('DELETE FROM serinus.outbox WHERE created_at_ms < $1 AND channel <> ALL ($2::text[])', [createdBeforeMs, channelsBut]);
}

export async function outboxDepths(session: Session): Promise<OutboxDepth[]> {
  const rows = await session.rows<{ readonly channel: string; readonly messages: number; readonly oldest: number }>(
    'SELECT channel, count(*) AS messages, min(created_at_ms) AS oldest FROM serinus.outbox GROUP BY channel ORDER BY channel',
  );
  return rows.map(({ channel, messages, oldest }) => ({ channel, messages, oldestCreatedAtMs: oldest }));
}
