import type { Store } from '../../analysis/ports/store.ts';
import { StoreError } from '../../errors.ts';
import { isDecodingError } from '../decoding-error.ts';
import { analysisTable } from './analysis-table.ts';
import { addDocument, deleteDocument, findDocument, listDocuments, replaceDocument } from './client-document-table.ts';
import { type Database, openDatabase, type PostgresOptions, type Session, UNDO } from './database.ts';
import { documentTable } from './document-table.ts';
import { openFailedWrite } from './failed-write.ts';
import { lookTable } from './look-table.ts';
import { assertCurrent, isCurrent, migrate } from './migrate.ts';
import { findNoiseProfiles, saveNoiseProfile } from './noise-profile-table.ts';
import { addMessages, discardMessages, outboxDepths, putOffMessages, removeMessages, takeMessages } from './outbox-table.ts';
import { postgresPairs } from './pairs.ts';
import { keepSeries, removeDocuments, removeLooks, removeSeries } from './removals.ts';

/**
 * Opens the store in a PostgreSQL database, which any number of replicas may share, and brings its schema `serinus` up to date.
 *
 * @throws {StoreError} STORE_BAD_URL; STORE_UNAVAILABLE, STORE_TIMEOUT, STORE_TOO_MANY_CONNECTIONS: the server does not answer;
 *  STORE_NOT_ALLOWED, STORE_UNTRUSTED: it refuses us, or we its certificate; STORE_MISSING: no such database or, read-only, no store in it;
 *  STORE_FOREIGN: its schema is another program's; STORE_TOO_NEW: written by a later version; STORE_TOO_OLD: read-only, and of an earlier.
 */
export async function openPostgresStore(options: PostgresOptions): Promise<Store> {
  const database = openDatabase(options);
  try {
    await prepare(database, options);
    return storeOn(database, options.readOnly ?? false);
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** A change of a large store takes longer than any statement of a look. */
const MIGRATION_MS = 3_600_000;

async function prepare(database: Database, options: PostgresOptions): Promise<void> {
  if (options.readOnly) return assertCurrent(database);
  if (await isCurrent(database)) return;
  const patient = openDatabase({ ...options, poolSize: 1, statementTimeoutMs: MIGRATION_MS });
  try {
    await migrate(patient);
  } finally {
    await patient.close();
  }
}

function storeOn(database: Database, isReadOnly: boolean): Store {
  const documents = documentTable();
  const analyses = analysisTable(documents);
  const looks = lookTable(documents);
  const once = { isRepeatable: true };
  const failed = openFailedWrite(() => performance.now());
  const write: Database['write'] = (work, options) => failed.watch(database.write(work, options));
  const read = <T>(work: (session: Session) => Promise<T>): Promise<T> => readingBack(database.name, () => database.read(work));

  return {
    ...postgresPairs({
      read,
      // What is counted is added to what is read back.
      write: (work, options) => failed.watch(readingBack(database.name, () => database.write(work, options))),
    }),
    createAnalysis: (analysis) =>
      write(async (session, isAgain) => {
        if (await analyses.add(session, analysis)) return { analysis, created: true };
        const existing = await analyses.findByKey(session, analysis.key);
        if (existing === undefined) throw new StoreError('STORE_CONFLICT', `the key ${JSON.stringify(analysis.key)} was given up just now`);
        // Nobody else has this id: what is there was added by the run before.
        return { analysis: existing, created: isAgain && existing.id === analysis.id };
      }, once),
    findAnalysis: (id) => read((session) => analyses.find(session, id)),
    findLatestAnalysis: (of) => read((session) => analyses.findLatest(session, of)),
    listAnalyses: (filter) => read((session) => analyses.list(session, filter)),
    dueAnalyses: (nowMs, limit) => read((session) => analyses.due(session, nowMs, limit)),
    async saveLook(look, records, progress, messages = []) {
      const saved = await write(async (session) => {
        await keepSeries(session);
        if (!(await analyses.moveOn(session, look.analysisId, progress)) || !(await looks.add(session, look, records))) return UNDO;
        await addMessages(session, messages);
        return true;
      });
      return saved === true;
    },
    endAnalysis: (id, progress, messages = []) =>
      write(async (session) => {
        const ended = await analyses.end(session, id, progress);
        if (ended) await addMessages(session, messages);
        return ended;
      }),
    // By itself: a lease that a crash of the server undoes has its messages delivered again, as the end of the lease does.
    takeMessages: (channel, take) => read((session) => takeMessages(session, channel, take)),
    removeMessages: (channel, ids) => write((session) => removeMessages(session, channel, ids), once),
    putOffMessages: (channel, when) => write((session) => putOffMessages(session, channel, when), once),
    discardMessages: (of) => write((session) => discardMessages(session, of), once),
    outboxDepths: () => read(outboxDepths),
    findLook: (analysisId, slotMs) => read((session) => looks.find(session, analysisId, slotMs)),
    listLooks: (analysisId, page) => read((session) => looks.list(session, analysisId, page)),
    findRecords: (analysisId, slotMs) => read((session) => looks.findRecords(session, analysisId, slotMs)),
    saveNoiseProfile: (configName, profile) => write((session) => saveNoiseProfile(session, configName, profile), once),
    findNoiseProfiles: (configName) => read((session) => findNoiseProfiles(session, configName)),
    addDocument: (document, messages = []) =>
      write(async (session) => {
        const added = await addDocument(session, document);
        if (added) await addMessages(session, messages);
        return added;
      }),
    replaceDocument: (document, where) => write((session) => replaceDocument(session, document, where?.statuses)),
    findDocument: (kind, id) => read((session) => findDocument(session, kind, id)),
    listDocuments: (kind, filter = {}) => read((session) => listDocuments(session, kind, filter)),
    deleteDocument: (kind, id) => write((session) => deleteDocument(session, kind, id)),
    removeLooks: (bounds, step) => write((session) => removeLooks(session, bounds, step), once),
    removeSeries: (of) => write((session) => removeSeries(session, of), once),
    removeDocuments: (of) => write((session) => removeDocuments(session, of), once),
    giveBackSpace: async () => false, // The server's own autovacuum does.
    async check() {
      await read((session) => assertUsable(session, database.name, isReadOnly));
      failed.assertNone();
    },
    close: () => database.close(),
  };
}

/** A server that has become a standby answers, and takes nothing. */
async function assertUsable(session: Session, name: string, isReadOnly: boolean): Promise<void> {
  const [row] = await session.rows<{ readonly read_only: string }>(
    "SELECT current_setting('transaction_read_only') AS read_only FROM serinus.schema_version",
  );
  if (row === undefined) throw new StoreError('STORE_MISSING', `the store ${name} was removed while it was open`);
  if (row.read_only === 'on' && !isReadOnly)
    throw new StoreError('STORE_READ_ONLY', `the store ${name} cannot be written to: its server takes no changes`);
}

/** When decoding what was stored fails, the store is damaged. */
async function readingBack<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!isDecodingError(cause)) throw cause;
    throw new StoreError('STORE_CORRUPT', `the store ${name} is damaged: ${cause.message}`, { cause });
  }
}
