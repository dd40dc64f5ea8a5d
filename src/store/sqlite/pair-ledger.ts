import type { DatabaseSync } from 'node:sqlite';
import type { Hashes } from '../../comparison/request-hash.ts';
import { bytesOfHashes, hashesOfBytes } from '../pair-hash.ts';
import { type HashFilter, hashFilter } from './hash-filter.ts';
import { type HashLog, hashLog } from './hash-log.ts';
import { cutHashes, hashRuns } from './hash-runs.ts';

/**
 * Which requests have been counted, by their hashes, inside the caller's transaction. What came last stands in a log, each batch a row, and
 * in memory; once that is half a million hashes, they become a run on the disk. So each hash is written twice, always next to others,
 * where an index would write a page for nearly every one of them. Of the runs there are filters in memory, by which a new hash hardly ever
 * needs a look at the disk. Nobody else writes, so what memory says is so.
 */
export interface PairLedger {
  /** Reads what it must have in memory, about 0.1 s a million hashes; without it the first of the others does. */
  load(): void;
  /** Positions of the hashes that are known. */
  known(hashes: Hashes): number[];
  /** Adds hashes that are not known. @returns what is to be called when the transaction is committed. */
  add(hashes: Hashes, atMs: number): () => void;
  /** Removes the oldest run, or the log, if all in it is older. */
  remove(beforeMs: number): Removal;
}

export interface Removal {
  readonly removed: number;
  /** To be called when the transaction is committed. */
  readonly committed: () => void;
}

export interface LedgerSizes {
  /** Hashes of the log that become a run. */
  readonly run: number;
  /** Runs that share a filter. */
  readonly runsOfFilter: number;
  /** Runs that are kept, however young they are. */
  readonly runs: number;
}

/** 33 million hashes: 270 MB on the disk; in memory 6 MB for the log, and 16 MB for each 8 million of the others. */
const SIZES: LedgerSizes = { run: 1 << 19, runsOfFilter: 16, runs: 64 };
const BITS_OF_HASH = 16;
/** So many rows of the log become one: a start reads them all. */
const LOG_ROWS = 1_000;
/** When the newest of none came. */
const NEVER = Number.MIN_SAFE_INTEGER;

/** What a process knows of the ledger. */
interface Known {
  readonly log: HashLog;
  readonly logRows: number;
  /** Of the log, Unix milliseconds. */
  readonly newestMs: number;
  /** Numbers, oldest first. */
  readonly runs: readonly number[];
  /** The number of the run that the log is to become. */
  readonly next: number;
  /** Of the runs, by number. */
  readonly filters: Map<number, HashFilter>;
}

export function pairLedger(db: DatabaseSync, sizes: LedgerSizes = SIZES): PairLedger {
  const disk = hashRuns(db);
  const addToLog = db.prepare('INSERT INTO pair_id_log (at_ms, hashes) VALUES (?, ?)');
  const clearLog = db.prepare('DELETE FROM pair_id_log');
  const readLog = db.prepare('SELECT at_ms, hashes FROM pair_id_log');

  let inMemory: Known | undefined;
  const filterOf = (run: number): number => Math.floor(run / sizes.runsOfFilter);
  const remember = (filters: Map<number, HashFilter>, run: number, pieces: Iterable<Hashes>): void => {
    const filter = filters.get(filterOf(run)) ?? hashFilter(sizes.run * sizes.runsOfFilter * BITS_OF_HASH);
    for (const hashes of pieces) filter.add(hashes);
    filters.set(filterOf(run), filter);
  };
  const load = (): Known => {
    const [log, filters, runs] = [hashLog(sizes.run), new Map<number, HashFilter>(), disk.numbers()];
    const next = (runs.at(-1) ?? 0) + 1;
    for (const run of runs) remember(filters, run, disk.pieces(run));
    let [logRows, newestMs] = [0, NEVER];
    for (const { at_ms, hashes } of readLog.iterate() as Iterable<{ at_ms: number; hashes: Uint8Array }>) {
      log.add(hashesOfBytes(hashes));
      logRows++;
      newestMs = Math.max(newestMs, at_ms);
    }
    return { log, logRows, newestMs, runs, next, filters };
  };
  const current = (): Known => {
    inMemory ??= load();
    return inMemory;
  };
  /** Filters of which nothing is left are let go. */
  const become = (known: Known): void => {
    const inUse = new Set(known.runs.map(filterOf));
    for (const number of known.filters.keys()) if (!inUse.has(number)) known.filters.delete(number);
    inMemory = known;
  };
  /** What was the log becomes a run, and the oldest of too many runs is no more. */
  const addRun = (known: Known, hashes: Hashes): (() => void) => {
    const { next, newestMs } = known;
    const pieces = cutHashes(hashes);
    clearLog.run();
    disk.add(next, { atMs: newestMs, pieces });
    const dropped = known.runs.slice(0, Math.max(0, known.runs.length + 1 - sizes.runs));
    for (const run of dropped) disk.remove(run);
    return () => {
      // Piece by piece, a filter is filled from its begin to its end, which takes a fraction of the time.
      remember(known.filters, next, pieces);
      known.log.clear();
      become({ ...known, logRows: 0, newestMs: NEVER, runs: [...known.runs.slice(dropped.length), next], next: next + 1 });
    };
  };

  return {
    load: () => void current(),
    known(hashes) {
      const { log, runs, filters } = current();
      const found = new Set(log.find(hashes));
      for (const [number, filter] of filters) {
        const suspects = new Set(filter.filtered(hashes));
        for (const run of runs.filter((one) => filterOf(one) === number))
          for (const position of disk.take(run, hashes, suspects)) found.add(position);
      }
      return [...found].sort((a, b) => a - b);
    },
    add(hashes, atMs) {
      if (hashes.length === 0) return () => {};
      const known = current();
      const newestMs = Math.max(known.newestMs, atMs);
      if (known.log.size + hashes.length / 2 >= sizes.run) return addRun({ ...known, newestMs }, joined(known.log.all(), hashes));
      if (known.logRows < LOG_ROWS) {
        addToLog.run(newestMs, bytesOfHashes(hashes));
        return () => {
          known.log.add(hashes);
          become({ ...known, newestMs, logRows: known.logRows + 1 });
        };
      }
      const all = joined(known.log.all(), hashes);
      clearLog.run();
      addToLog.run(newestMs, bytesOfHashes(all));
      return () => {
        known.log.clear();
        known.log.add(all);
        become({ ...known, newestMs, logRows: 1 });
      };
    },
    remove(beforeMs) {
      const known = current();
      const [oldest] = known.runs;
      if (oldest !== undefined && disk.newestMs(oldest) < beforeMs) {
        disk.remove(oldest);
        return { removed: 1, committed: () => become({ ...known, runs: known.runs.slice(1) }) };
      }
      if (known.log.size === 0 || known.newestMs >= beforeMs) return { removed: 0, committed: () => {} };
      clearLog.run();
      const committed = (): void => {
        known.log.clear();
        become({ ...known, logRows: 0, newestMs: NEVER });
      };
      return { removed: 1, committed };
    },
  };
}

function joined(first: Hashes, second: Hashes): Hashes {
  const all = new Uint32Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
