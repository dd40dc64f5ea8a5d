import type { PairStore } from '../../analysis/ports/pair-store.ts';
import { hashIds } from '../../comparison/request-hash.ts';
import { type Database, type Session, UNDO } from './database.ts';
import { addHalves, findHalves, removeHalves, removeOldHalves, waitingHalves } from './pair-half-table.ts';
import { addIds, knownIds, removeIds } from './pair-id-table.ts';
import { addSamples, countSamples, listMarks, listSamples, removeSamples, reviewSample } from './pair-sample-table.ts';
import { listStreams, lockStream, numberOf } from './pair-streams.ts';
import { addTallies, findTallies, removeTallies } from './pair-tally-table.ts';

/** How the store reads and writes. */
export interface Access {
  readonly read: <T>(work: (session: Session) => Promise<T>) => Promise<T>;
  readonly write: Database['write'];
}

/** Pairs in a PostgreSQL database, which any number of replicas count. */
export function postgresPairs({ read, write }: Access): PairStore {
  const once = { isRepeatable: true };
  return {
    async savePairs(batch) {
      const hashes = batch.hashes ?? hashIds(batch.stream, batch.ids);
      let known: readonly number[] = [];
      const saved = await write(
        async (session, isAgain) => {
          const stream = await lockStream(session, batch.stream);
          known = await addIds(session, hashes, batch.atMs);
          // All of them: it was the run before, whose COMMIT nobody knew of, or a replica that was given the same.
          if (isAgain && known.length === batch.ids.length) known = [];
          else if (known.length > 0) return UNDO;
          else {
            await removeHalves(session, stream, batch.ids);
            await addTallies(session, stream, batch);
            await addSamples(session, stream, batch.samples);
          }
          return true;
        },
        // Without ids nobody can tell whether it was saved.
        { isRepeatable: batch.ids.length > 0 },
      );
      return saved === true ? { saved } : { saved: false, known: known.map((position) => batch.ids[position]!) };
    },
    keepHalves: (stream, halves) =>
      write(async (session) => {
        const number = await lockStream(session, stream);
        const ids = halves.map(({ id }) => id);
        const known = new Set(await knownIds(session, hashIds(stream, ids)));
        const added = await addHalves(
          session,
          number,
          halves.filter((_, position) => !known.has(position)),
        );
        return { ...added, known: added.known + known.size };
      }, once),
    findHalves: (stream, ids) => read(async (session) => findHalves(session, await numberOf(session, stream), ids)),
    waitingHalves: (of) => read((session) => waitingHalves(session, of)),
    findSteps: (of, fromMs, toMs) =>
      read(async (session) => findTallies(session, { stream: await numberOf(session, of), kind: 'step', fromMs, toMs })),
    findDetails: (of, fromMs, toMs) =>
      read(async (session) => findTallies(session, { stream: await numberOf(session, of), kind: 'detail', fromMs, toMs })),
    listStreams: (of) => read((session) => listStreams(session, of)),
    listSamples: (of, filter) => read(async (session) => listSamples(session, await numberOf(session, of), filter)),
    reviewSample: (of, id, review) =>
      write(async (session) => reviewSample(session, { stream: await numberOf(session, of), id }, review), once),
    countSamples: (of, fromMs, toMs) =>
      read(async (session) => countSamples(session, { stream: await numberOf(session, of), fromMs, toMs })),
    listMarks: (of, fromMs, toMs) => read(async (session) => listMarks(session, { stream: await numberOf(session, of), fromMs, toMs })),
    removePairs: ({ talliesBeforeMs, samplesBeforeMs, idsBeforeMs, limit }) =>
      write(
        async (session) =>
          (await removeIds(session, idsBeforeMs, limit)) +
          (await removeOldHalves(session, idsBeforeMs, limit)) +
          (await removeTallies(session, talliesBeforeMs, limit)) +
          (await removeSamples(session, samplesBeforeMs, limit)),
        once,
      ),
  };
}
