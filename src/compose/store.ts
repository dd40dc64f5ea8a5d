import type { Store } from '../analysis/ports/store.ts';
import type { StoreSettings } from '../config/store-settings.ts';
import { connectionOf } from '../store/postgres/connection-url.ts';
import { openPostgresStore } from '../store/postgres/open.ts';
import { openSqliteStore } from '../store/sqlite/open.ts';

/** The store of the settings. @param options `readOnly`: whatever would change it is refused. @throws {StoreError} */
export async function openStore(settings: StoreSettings, { readOnly = false }: { readonly readOnly?: boolean } = {}): Promise<Store> {
  if (settings.kind === 'sqlite') return openSqliteStore({ path: settings.path, readOnly });
  const { url, poolSize, connectTimeoutMs, statementTimeoutMs } = settings;
  return openPostgresStore({ url: url.reveal(), poolSize, connectTimeoutMs, statementTimeoutMs, readOnly });
}

/** The path of a file; host, port and name of a database. For people and logs: no secret is in it. */
export function storeName(settings: StoreSettings): string {
  return settings.kind === 'sqlite' ? settings.path : `postgresql://${connectionOf(settings.url.reveal()).name}`;
}
