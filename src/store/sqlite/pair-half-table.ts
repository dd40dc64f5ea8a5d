import type { DatabaseSync } from 'node:sqlite';
import type { HalfSide, PairHalf, PairStore } from '../../analysis/ports/pair-store.ts';
import { halvesById, halvesByStream, type WaitingRow } from '../pair-half.ts';

/** Halves that wait, a row a request, inside the caller's transaction. */
export interface PairHalfTable {
  /** Adds those that are not there. */
  add(stream: number, halves: readonly PairHalf[]): { readonly complete: readonly string[]; readonly known: number };
  find(stream: number, ids: readonly string[]): PairHalf[];
  waiting(of: Parameters<PairStore['waitingHalves']>[0]): Awaited<ReturnType<PairStore['waitingHalves']>>;
  remove(stream: number, ids: readonly string[]): void;
  /** How many requests. */
  removeOld(of: { readonly beforeMs: number; readonly limit: number }): number;
}

export function pairHalfTable(db: DatabaseSync): PairHalfTable {
  const adding = (side: HalfSide) =>
    db.prepare(`INSERT INTO pair_waiting (stream, id, arrived_at_ms, ${side}) VALUES (?, ?, ?, ?)
      ON CONFLICT (stream, id) DO UPDATE SET ${side} = excluded.${side}, arrived_at_ms = min(arrived_at_ms, excluded.arrived_at_ms)
      WHERE ${side} IS NULL`);
  const add = { control: adding('control'), candidate: adding('candidate') };
  const isComplete = db.prepare('SELECT 1 FROM pair_waiting WHERE stream = ? AND id = ? AND control IS NOT NULL AND candidate IS NOT NULL');
  const find = db.prepare('SELECT id, control, candidate FROM pair_waiting WHERE stream = ? AND id = ?');
  const columns = 'stream, pair_waiting.id, control, pair_waiting.candidate, config, pair_stream.candidate AS name';
  const old = db.prepare(`SELECT ${columns} FROM pair_stream CROSS JOIN pair_waiting ON stream = pair_stream.id
    WHERE config = ? AND arrived_at_ms < ? ORDER BY arrived_at_ms, stream, pair_waiting.id LIMIT ?`);
  // Begins with those that are complete, as a rule none.
  const complete = db.prepare(`SELECT ${columns} FROM pair_waiting CROSS JOIN pair_stream ON pair_stream.id = stream
    WHERE control IS NOT NULL AND pair_waiting.candidate IS NOT NULL AND config = ? AND arrived_at_ms < ?
    ORDER BY arrived_at_ms, stream, pair_waiting.id LIMIT ?`);
  const any = db.prepare('SELECT 1 FROM pair_waiting WHERE stream = ? LIMIT 1');
  const remove = db.prepare('DELETE FROM pair_waiting WHERE stream = ? AND id = ?');
  const removeOld = db.prepare(`DELETE FROM pair_waiting WHERE rowid IN (
    SELECT pair_waiting.rowid FROM pair_stream CROSS JOIN pair_waiting ON stream = pair_stream.id WHERE arrived_at_ms < ? LIMIT ?)`);

  return {
    add(stream, halves) {
      let known = 0;
      for (const half of halves) if (add[half.side].run(stream, half.id, half.arrivedAtMs, JSON.stringify(half)).changes === 0) known++;
      const ids = [...new Set(halves.map(({ id }) => id))];
      return { complete: ids.filter((id) => isComplete.get(stream, id) !== undefined), known };
    },
    find: (stream, ids) =>
      halvesById(
        ids.flatMap((id) => find.all(stream, id) as unknown as WaitingRow[]),
        ids,
      ),
    waiting: ({ config, arrivedBeforeMs, limit, only }) =>
      halvesByStream(
        (only === 'complete' ? complete : old).all(config, arrivedBeforeMs, limit) as unknown as Parameters<typeof halvesByStream>[0],
      ),
    remove(stream, ids) {
      if (any.get(stream) === undefined) return; // Most streams never have any.
      for (const id of ids) remove.run(stream, id);
    },
    removeOld: ({ beforeMs, limit }) => Number(removeOld.run(beforeMs, limit).changes),
  };
}
