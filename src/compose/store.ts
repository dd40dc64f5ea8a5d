import type { Store } from '../analysis/ports/store.ts';
import type { BackupRequest, CopiedStore, CopyRequest, StoreBackup } from '../cli/cli-deps.ts';
import { UsageError } from '../cli/usage-error.ts';
import type { StoreSettings } from '../config/store-settings.ts';
import { backupSqliteStore } from '../store/sqlite/backup.ts';
import { openSqliteStore } from '../store/sqlite/open.ts';

/*
 * What speaks to PostgreSQL is loaded for a store that is one: beside a file the process would hold its client for nothing.
 */

/** The store of the settings. @param options `readOnly`: whatever would change it is refused. @throws {StoreError} */
export async function openStore(settings: StoreSettings, { readOnly = false }: { readonly readOnly?: boolean } = {}): Promise<Store> {
  if (settings.kind === 'sqlite') return openSqliteStore({ path: settings.path, readOnly });
  const { openPostgresStore } = await import('../store/postgres/open.ts');
  const { url, poolSize, connectTimeoutMs, statementTimeoutMs } = settings;
  return openPostgresStore({ url: url.reveal(), poolSize, connectTimeoutMs, statementTimeoutMs, readOnly });
}

/** Copies the store of a file to the settings' database. @throws {StoreError} @throws {UsageError} the settings name no database. */
export async function copyStore({ file, onProgress }: CopyRequest, settings: StoreSettings): Promise<CopiedStore> {
  if (settings.kind === 'sqlite') throw new UsageError('the settings name no database: set DATABASE_URL, or store.urlEnv or store.urlFile');
  const { copyToPostgres } = await import('../store/copy/copy-to-postgres.ts');
  const to = { url: settings.url.reveal(), connectTimeoutMs: settings.connectTimeoutMs };
  return { to: await storeName(settings), tables: await copyToPostgres(file, to, onProgress) };
}

/** Copies the file of the settings' store. @throws {StoreError} @throws {UsageError} the store is a database. */
export async function backupStore({ file, overwrite }: BackupRequest, settings: StoreSettings): Promise<StoreBackup> {
  if (settings.kind === 'postgres')
    throw new UsageError(`the store is ${await storeName(settings)}: back it up with PostgreSQL's own pg_dump`);
  return { from: settings.path, ...backupSqliteStore({ from: settings.path, to: file, overwrite }) };
}

/** The path of a file; host, port and name of a database. For people and logs: no secret is in it. */
export async function storeName(settings: StoreSettings): Promise<string> {
  if (settings.kind === 'sqlite') return settings.path;
  const { connectionOf } = await import('../store/postgres/connection-url.ts');
  return `postgresql://${connectionOf(settings.url.reveal()).name}`;
}
