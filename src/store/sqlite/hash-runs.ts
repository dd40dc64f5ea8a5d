import type { DatabaseSync } from 'node:sqlite';
import type { Hashes } from '../../comparison/request-hash.ts';
import { bytesOfHashes, hashesOfBytes } from '../pair-hash.ts';

/** A run is cut by the first 9 bits of the hashes: with half a million hashes its pieces are of about 8 KB. */
const PIECES = 512;
const TO_PIECE = 23;

/** Many hashes on the disk, in runs of pieces of which a question reads one. Inside the caller's transaction. */
export interface HashRuns {
  /** Of all runs, ascending. */
  numbers(): number[];
  add(run: number, of: { readonly atMs: number; readonly pieces: readonly Hashes[] }): void;
  /** When the newest hash of the run came, Unix milliseconds. */
  newestMs(run: number): number;
  /** Takes out of `wanted`, positions of hashes, those that are in the run, and returns them. */
  take(run: number, hashes: Hashes, wanted: Set<number>): number[];
  remove(run: number): void;
  /** The hashes of a run, piece by piece. */
  pieces(run: number): Iterable<Hashes>;
}

export function hashRuns(db: DatabaseSync): HashRuns {
  const list = db.prepare('SELECT id FROM pair_id_run ORDER BY id');
  const addRun = db.prepare('INSERT INTO pair_id_run (id, at_ms) VALUES (?, ?)');
  const newest = db.prepare('SELECT at_ms FROM pair_id_run WHERE id = ?');
  const removeRun = db.prepare('DELETE FROM pair_id_run WHERE id = ?');
  // The id of a piece says which it is: a table in the order of its ids needs no index beside it.
  const add = db.prepare('INSERT INTO pair_id_piece (id, hashes) VALUES (?, ?)');
  const find = db.prepare('SELECT hashes FROM pair_id_piece WHERE id = ?');
  const remove = db.prepare('DELETE FROM pair_id_piece WHERE id >= ? AND id < ?');
  const all = db.prepare('SELECT hashes FROM pair_id_piece WHERE id >= ? AND id < ? ORDER BY id');
  const firstOf = (run: number): number => run * PIECES;
  const read = (row: unknown): Hashes => hashesOfBytes((row as { readonly hashes: Uint8Array }).hashes);

  return {
    numbers: () => (list.all() as { id: number }[]).map(({ id }) => id),
    add(run, { atMs, pieces }) {
      addRun.run(run, atMs);
      for (const [piece, part] of pieces.entries()) if (part.length > 0) add.run(firstOf(run) + piece, bytesOfHashes(part));
    },
    take(run, hashes, wanted) {
      const byPiece = Map.groupBy(wanted, (position) => hashes[2 * position]! >>> TO_PIECE);
      const taken: number[] = [];
      for (const [piece, positions] of byPiece) {
        const row = find.get(firstOf(run) + piece);
        if (row === undefined) continue;
        const part = read(row);
        for (const position of positions) {
          if (!includes(part, hashes[2 * position]!, hashes[2 * position + 1]!)) continue;
          wanted.delete(position);
          taken.push(position);
        }
      }
      return taken;
    },
    newestMs: (run) => Number(newest.get(run)?.at_ms),
    remove(run) {
      remove.run(firstOf(run), firstOf(run + 1));
      removeRun.run(run);
    },
    *pieces(run) {
      for (const row of all.iterate(firstOf(run), firstOf(run + 1))) yield read(row);
    },
  };
}

/** Every hash that a store has, those of the log too, in lots with the time until which they came. */
export function* storedHashes(db: DatabaseSync): Generator<{ readonly atMs: number; readonly hashes: Hashes }> {
  const all = db.prepare(`SELECT at_ms, hashes FROM pair_id_log UNION ALL
    SELECT at_ms, hashes FROM pair_id_run JOIN pair_id_piece ON pair_id_piece.id >= ${PIECES} * pair_id_run.id
      AND pair_id_piece.id < ${PIECES} * (pair_id_run.id + 1)`);
  for (const { at_ms, hashes } of all.iterate() as Iterable<{ readonly at_ms: number; readonly hashes: Uint8Array }>)
    yield { atMs: at_ms, hashes: hashesOfBytes(hashes) };
}

export function countHashes(db: DatabaseSync): number {
  const sum = (table: string): number => Number(db.prepare(`SELECT ifnull(sum(length(hashes)), 0) AS bytes FROM ${table}`).get()?.bytes);
  return (sum('pair_id_log') + sum('pair_id_piece')) / 8;
}

/** The hashes by the piece of a run that they belong to: the pieces are in the order of their hashes, within them there is none. */
export function cutHashes(hashes: Hashes): Hashes[] {
  const ends = new Uint32Array(PIECES);
  for (let i = 0; i < hashes.length; i += 2) ends[hashes[i]! >>> TO_PIECE]! += 2;
  const cutUp = Array.from(ends, (words) => new Uint32Array(words));
  ends.fill(0);
  for (let i = 0; i < hashes.length; i += 2) {
    const piece = hashes[i]! >>> TO_PIECE;
    const part = cutUp[piece]!;
    part[ends[piece]!] = hashes[i]!;
    part[ends[piece]! + 1] = hashes[i + 1]!;
    ends[piece]! += 2;
  }
  return cutUp;
}

function includes(part: Hashes, high: number, low: number): boolean {
  for (let i = 0; i < part.length; i += 2) if (part[i] === high && part[i + 1] === low) return true;
  return false;
}
