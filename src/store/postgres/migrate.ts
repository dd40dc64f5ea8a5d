import { StoreError } from '../../errors.ts';
import type { Database, Session } from './database.ts';
import { MIGRATIONS } from './migrations.ts';

/** "Serinus" in ASCII: replicas that start at one time wait for one another by this lock of the whole database. */
const LOCK = '0x536572696e7573';

/** Whether the store has this program's schema. @throws {StoreError} as versionOf does. */
export async function isCurrent(database: Database): Promise<boolean> {
  return (await database.read((session) => versionOf(session, database.name))) === MIGRATIONS.length;
}

/** Brings a new or older store to this program's schema, all or nothing. @throws {StoreError} as versionOf does. */
export async function migrate(database: Database): Promise<void> {
  await database.write(
    async (session) => {
      await session.run(`SELECT pg_advisory_xact_lock(${BigInt(LOCK)})`);
      const version = await versionOf(session, database.name);
      // Asked for first: a schema that an administrator has made needs no right to make one.
      const [schema] = await session.rows("SELECT 1 FROM pg_namespace WHERE nspname = 'serinus'");
      if (schema === undefined) await session.run('CREATE SCHEMA serinus');
      if (version === 0) await session.run(VERSION_TABLE);
      for (const sql of MIGRATIONS.slice(version)) await session.run(sql);
      await session.run('UPDATE serinus.schema_version SET version = $1', [MIGRATIONS.length]);
    },
    { isRepeatable: true },
  );
}

const VERSION_TABLE = `
  CREATE TABLE serinus.schema_version (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL);
  INSERT INTO serinus.schema_version VALUES (1, 0)`;

/**
 * Makes sure that a store which may not be changed has this program's schema.
 * @throws {StoreError} STORE_MISSING, STORE_TOO_OLD, and as versionOf does.
 */
export async function assertCurrent(database: Database): Promise<void> {
  const { name } = database;
  const version = await database.read((session) => versionOf(session, name));
  if (version === 0) throw new StoreError('STORE_MISSING', `there is no store in the database ${name}`);
  if (version < MIGRATIONS.length)
    throw new StoreError(
      'STORE_TOO_OLD',
      `the store ${name} has schema ${version}, this program reads ${MIGRATIONS.length}: let it open the store for writing once`,
    );
}

/**
 * The version of the store's schema, 1 or more; 0 for a database without one.
 * @throws {StoreError} STORE_FOREIGN: a schema serinus of another program; STORE_TOO_NEW: a later version of this program has written it.
 */
async function versionOf(session: Session, name: string): Promise<number> {
  const [found] = await session.rows<{ readonly is_ours: boolean; readonly tables: number }>(`
    SELECT to_regclass('serinus.schema_version') IS NOT NULL AS is_ours, (SELECT count(*) FROM pg_class JOIN pg_namespace
      ON pg_namespace.oid = relnamespace WHERE nspname = 'serinus') AS tables`);
  if (!found?.is_ours) {
    if (found?.tables !== 0) throw new StoreError('STORE_FOREIGN', `the schema serinus of ${name} holds tables of another program`);
    return 0;
  }
  const [row] = await session.rows<{ readonly version: number }>('SELECT version FROM serinus.schema_version');
  const version = row?.version ?? 0;
  if (version > MIGRATIONS.length)
    throw new StoreError(
      'STORE_TOO_NEW',
      `the store ${name} has schema ${version}, this program knows up to ${MIGRATIONS.length}: a newer version has written it`,
    );
  return version;
}
