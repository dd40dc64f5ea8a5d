import type { DatabaseSync } from 'node:sqlite';
import type { PairStore, PairStream } from '../../analysis/ports/pair-store.ts';

/** The numbers of streams, inside the caller's transaction. They stay: a name for each candidate that ever had pairs. */
export interface PairStreams {
  find(stream: PairStream): number | undefined;
  /** Its number, which it is given when it has none. */
  idOf(stream: PairStream): number;
  list(of: Parameters<PairStore['listStreams']>[0]): PairStream[];
}

export function pairStreams(db: DatabaseSync): PairStreams {
  const find = db.prepare('SELECT id FROM pair_stream WHERE config = ? AND candidate = ?');
  const add = db.prepare('INSERT INTO pair_stream (config, candidate) VALUES (?, ?)');
  const list = db.prepare(`SELECT config, candidate FROM pair_stream WHERE (:config IS NULL OR config = :config)
    AND EXISTS (SELECT 1 FROM pair_tally WHERE stream = pair_stream.id AND kind = 'step' AND start_ms >= :from AND start_ms < :to)
    ORDER BY config, candidate`);
  const idOf = ({ config, candidate }: PairStream): number | undefined => find.get(config, candidate)?.id as number | undefined;
  return {
    find: idOf,
    idOf: (stream) => idOf(stream) ?? Number(add.run(stream.config, stream.candidate).lastInsertRowid),
    list: ({ config = null, fromMs, toMs }) =>
      list.all({ config, from: fromMs, to: toMs }).map((row) => ({ config: row.config as string, candidate: row.candidate as string })),
  };
}
