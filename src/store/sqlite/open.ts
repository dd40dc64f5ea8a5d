import type { Store } from '../../analysis/ports/store.ts';
import { analysisListing } from './analysis-listing.ts';
import { analysisTable } from './analysis-table.ts';
import { clientDocumentTable } from './client-document-table.ts';
import { documentTable } from './document-table.ts';
import { lookTable } from './look-table.ts';
import { noiseProfileTable } from './noise-profile-table.ts';
import { openForReading, openForWriting, openMemory, type StoreFile } from './open-file.ts';
import { outboxTable } from './outbox-table.ts';
import { sqlitePairs } from './pairs.ts';
import { removals } from './removals.ts';
import { namingErrors, readingBack } from './sqlite-errors.ts';
import { UNDO } from './transaction.ts';
import { openWriteCheck } from './write-check.ts';

export interface SqliteStoreOptions {
  /** The file, or `:memory:` for a store that ends with the process. Its directory must be there. */
  readonly path: string;
  /** Opens an existing store beside its writer; whatever would change it is then a STORE_READ_ONLY. Default false. */
  readonly readOnly?: boolean;
}

/**
 * Opens the embedded store: one SQLite file with one writer process and any number of readers.
 *
 * @throws {StoreError} STORE_LOCKED: it has a writer already; STORE_CANNOT_OPEN, STORE_MISSING: no such directory or file;
 *  STORE_READ_ONLY, STORE_FULL, STORE_IO: the disk refuses; STORE_CORRUPT: damaged, or no database; STORE_FOREIGN: another program's
 *  database; STORE_TOO_NEW: written by a later version; STORE_TOO_OLD: read-only, and of an earlier version. The file is left as it was.
 */
export async function openSqliteStore({ path, readOnly = false }: SqliteStoreOptions): Promise<Store> {
  const file = path === ':memory:' ? openMemory() : readOnly ? openForReading(path) : openForWriting(path);
  try {
    return namingErrors(file.path, () => storeOn(file));
  } catch (error) {
    file.close();
    throw error;
  }
}

function storeOn(file: StoreFile): Store {
  const { db } = file;
  const documents = documentTable(db);
  const analyses = analysisTable(db, documents, file.isOnlyWriter);
  const looks = lookTable(db, documents);
  const noiseProfiles = noiseProfileTable(db);
  const outbox = outboxTable(db);
  const clientDocuments = clientDocumentTable(db);
  const remove = removals(db);
  const list = analysisListing(db, documents);
  const anything = db.prepare('SELECT id FROM series WHERE id = 0');
  const read = async <T>(work: () => T): Promise<T> => readingBack(file.path, work);
  const writing = openWriteCheck(file);
  const write = async <T>(work: () => T): Promise<T> => writing.write(work);
  const pairs = sqlitePairs(db, {
    read: (work) => readingBack(file.path, work),
    write: (work) => writing.write(() => readingBack(file.path, work)),
    isWriter: file.isOnlyWriter,
  });

  return {
    ...pairs,
    createAnalysis: (analysis) =>
      write(() => {
        const existing = analyses.findByKey(analysis.key);
        if (existing !== undefined) return { analysis: existing, created: false };
        analyses.add(analysis);
        return { analysis, created: true };
      }),
    findAnalysis: (id) => read(() => analyses.find(id)),
    findLatestAnalysis: (of) => read(() => analyses.findLatest(of)),
    listAnalyses: (filter) => read(() => list(filter)),
    dueAnalyses: (nowMs, limit) => read(() => analyses.due(nowMs, limit)),
    saveLook: async (look, records, progress, messages = []) => {
      const saved = await write(() => {
        if (!analyses.moveOn(look.analysisId, progress) || !looks.add(look, records)) return UNDO;
        outbox.add(messages);
        return true;
      });
      return saved === true;
    },
    endAnalysis: (id, progress, messages = []) =>
      write(() => {
        const ended = analyses.end(id, progress);
        if (ended) outbox.add(messages);
        return ended;
      }),
    // Asked for every second, and mostly for nothing: only what is due is worth a transaction.
    takeMessages: async (channel, take) => {
      const hasDue = await read(() => outbox.hasDue(channel, take.nowMs));
      return hasDue ? write(() => outbox.take(channel, take)) : [];
    },
    removeMessages: (channel, ids) => write(() => outbox.remove(channel, ids)),
    putOffMessages: (channel, when) => write(() => outbox.putOff(channel, when)),
    discardMessages: (of) => write(() => outbox.discard(of)),
    outboxDepths: () => read(() => outbox.depths()),
    findLook: (analysisId, slotMs) => read(() => looks.find(analysisId, slotMs)),
    listLooks: (analysisId, page) => read(() => looks.list(analysisId, page)),
    findRecords: (analysisId, slotMs) => read(() => looks.findRecords(analysisId, slotMs)),
    saveNoiseProfile: (configName, profile) => write(() => noiseProfiles.save(configName, profile)),
    findNoiseProfiles: (configName) => read(() => noiseProfiles.find(configName)),
    addDocument: (document, messages = []) =>
      write(() => {
        const added = clientDocuments.add(document);
        if (added) outbox.add(messages);
        return added;
      }),
    replaceDocument: (document, where) => write(() => clientDocuments.replace(document, where?.statuses)),
    findDocument: (kind, id) => read(() => clientDocuments.find(kind, id)),
    listDocuments: (kind, filter = {}) => read(() => clientDocuments.list(kind, filter)),
    deleteDocument: (kind, id) => write(() => clientDocuments.remove(kind, id)),
    removeLooks: (bounds, step) => write(() => remove.looks(bounds, step)),
    removeSeries: (of) => write(() => remove.series(of)),
    removeDocuments: (of) => write(() => remove.documents(of)),
    giveBackSpace: () => write(remove.space),
    check: () =>
      read(() => {
        anything.get();
        file.assertThere();
        writing.assertWritable();
      }),
    close: async () => {
      analyses.forget(); // A store that is closed finds nothing.
      file.close();
    },
  };
}
