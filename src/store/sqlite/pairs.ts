import type { DatabaseSync } from 'node:sqlite';
import type { PairStore, PairStream } from '../../analysis/ports/pair-store.ts';
import { hashIds } from '../../comparison/request-hash.ts';
import type { DetailTally, StepTally } from '../../comparison/tally.ts';
import { pairHalfTable } from './pair-half-table.ts';
import { pairLedger } from './pair-ledger.ts';
import { pairSampleTable } from './pair-sample-table.ts';
import { pairStreams } from './pair-streams.ts';
import { pairTallyTable } from './pair-tally-table.ts';

/** How the store reads and writes; what is written is committed when the call returns. */
export interface Access {
  readonly read: <T>(work: () => T) => T;
  readonly write: <T>(work: () => T) => T;
  /** Nobody else writes, and this process will. */
  readonly isWriter: boolean;
}

/** Pairs in a SQLite file. Each method is done when it returns: nothing else comes between its commit and what it remembers of that. */
export function sqlitePairs(db: DatabaseSync, { read, write, isWriter }: Access): PairStore {
  const streams = pairStreams(db);
  const ledger = pairLedger(db);
  const halves = pairHalfTable(db);
  const tallies = pairTallyTable(db);
  const samples = pairSampleTable(db);
  if (isWriter) read(ledger.load); // A start may take its time, the first pair not.
  const numberOf = (stream: PairStream): number => streams.find(stream) ?? NONE;

  return {
    async savePairs(batch) {
      const hashes = batch.hashes ?? hashIds(batch.stream, batch.ids);
      let committed: readonly (() => void)[] = [];
      const known = write(() => {
        const positions = ledger.known(hashes);
        if (positions.length > 0) return positions;
        const stream = streams.idOf(batch.stream);
        halves.remove(stream, batch.ids);
        samples.add(stream, batch.samples);
        committed = [tallies.add(stream, batch), ledger.add(hashes, batch.atMs)];
        return positions;
      });
      for (const remember of committed) remember();
      return known.length === 0 ? { saved: true } : { saved: false, known: known.map((position) => batch.ids[position]!) };
    },
    keepHalves: async (stream, given) =>
      write(() => {
        const ids = given.map(({ id }) => id);
        const positions = new Set(ledger.known(hashIds(stream, ids)));
        const added = halves.add(
          streams.idOf(stream),
          given.filter((_, position) => !positions.has(position)),
        );
        return { ...added, known: added.known + positions.size };
      }),
    findHalves: async (stream, ids) => read(() => halves.find(numberOf(stream), ids)),
    waitingHalves: async (of) => read(() => halves.waiting(of)),
    findSteps: async (stream, fromMs, toMs) =>
      read(() => tallies.find<StepTally>({ stream: numberOf(stream), kind: 'step', fromMs, toMs })),
    findDetails: async (stream, fromMs, toMs) =>
      read(() => tallies.find<DetailTally>({ stream: numberOf(stream), kind: 'detail', fromMs, toMs })),
    listStreams: async (of) => read(() => streams.list(of)),
    listSamples: async (stream, filter) => read(() => samples.list(numberOf(stream), filter)),
    reviewSample: async (stream, id, review) => write(() => samples.review(numberOf(stream), id, review)),
    countSamples: async (stream, fromMs, toMs) => read(() => samples.count(numberOf(stream), fromMs, toMs)),
    listMarks: async (stream, fromMs, toMs) => read(() => samples.marks(numberOf(stream), fromMs, toMs)),
    async removePairs({ talliesBeforeMs, samplesBeforeMs, idsBeforeMs, limit }) {
      let committed = (): void => {};
      const removed = write(() => {
        const ids = ledger.remove(idsBeforeMs);
        committed = ids.committed;
        return (
          ids.removed +
          halves.removeOld({ beforeMs: idsBeforeMs, limit }) +
          tallies.remove({ beforeMs: talliesBeforeMs, limit }) +
          samples.remove({ beforeMs: samplesBeforeMs, limit })
        );
      });
      committed();
      return removed;
    },
  };
}

/** No stream has this number: that of one without pairs. */
const NONE = 0;
