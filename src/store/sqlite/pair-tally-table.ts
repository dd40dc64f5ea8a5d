import type { DatabaseSync } from 'node:sqlite';
import type { PairBatch } from '../../analysis/ports/pair-store.ts';
import { recentlyUsed } from '../../analysis/recently-used.ts';
import type { Timed } from '../../comparison/tally.ts';
import { unpackJson } from '../packed-json.ts';
import { type GrowingTally, growingTally, packTally, type Tally, type TallyKind } from '../pair-tally.ts';

/** Tallies of pairs, inside the caller's transaction. */
export interface PairTallyTable {
  /** Adds them to what is there. @returns what is to be called when the transaction is committed. */
  add(stream: number, batch: Pick<PairBatch, 'steps' | 'details'>): () => void;
  find<T extends Tally>(of: {
    readonly stream: number;
    readonly kind: TallyKind;
    readonly fromMs: number;
    readonly toMs: number;
  }): Timed<T>[];
  /** How many. */
  remove(of: { readonly beforeMs: number; readonly limit: number }): number;
}

/** Tallies kept in memory: those of the step and the hour under way, of some streams. */
const KEPT = 32;

interface Row {
  readonly start_ms: number;
  readonly length_ms: number;
  readonly body: Uint8Array;
}

export function pairTallyTable(db: DatabaseSync): PairTallyTable {
  const find = db.prepare('SELECT body FROM pair_tally WHERE stream = ? AND kind = ? AND start_ms = ? AND length_ms = ?');
  const put = db.prepare(`INSERT INTO pair_tally (stream, kind, start_ms, length_ms, body) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (stream, kind, start_ms, length_ms) DO UPDATE SET body = excluded.body`);
  const list = db.prepare(`SELECT start_ms, length_ms, body FROM pair_tally WHERE stream = ? AND kind = ? AND start_ms >= ? AND start_ms < ?
    ORDER BY start_ms, length_ms`);
  const remove = db.prepare(
    'DELETE FROM pair_tally WHERE id IN (SELECT id FROM pair_tally WHERE start_ms < ? ORDER BY start_ms, id LIMIT ?)',
  );
  const kept = recentlyUsed<GrowingTally>(KEPT);

  return {
    add(stream, { steps, details }) {
      const grown = new Map<string, GrowingTally>();
      const each = [...steps.map((one) => ['step', one] as const), ...details.map((one) => ['detail', one] as const)];
      for (const [kind, { startMs, lengthMs, tally }] of each) {
        const place = [stream, kind, startMs, lengthMs] as const;
        const key = place.join(' ');
        const sum = grown.get(key) ?? kept.get(key) ?? read(kind, find.get(...place));
        kept.delete(key); // Until the transaction is committed: should it not be, what the file has is read again.
        grown.set(key, sum);
        sum.merge(tally);
        put.run(...place, packTally(sum.tally()));
      }
      return () => {
        for (const [key, sum] of grown) kept.set(key, sum);
      };
    },
    find: <T>({ stream, kind, fromMs, toMs }: Parameters<PairTallyTable['find']>[0]) =>
      (list.all(stream, kind, fromMs, toMs) as unknown as readonly Row[]).map(
        ({ start_ms, length_ms, body }): Timed<T> => ({ startMs: start_ms, lengthMs: length_ms, tally: unpackJson<T>(body) }),
      ),
    remove({ beforeMs, limit }) {
      kept.clear();
      return Number(remove.run(beforeMs, limit).changes);
    },
  };
}

function read(kind: TallyKind, row: Readonly<Record<string, unknown>> | undefined): GrowingTally {
  const tally = growingTally(kind);
  if (row !== undefined) tally.merge(unpackJson<Tally>(row.body as Uint8Array));
  return tally;
}
