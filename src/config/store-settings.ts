import { parseDuration } from '../model/duration.ts';
import { type Secret, secret } from '../model/secret.ts';
import { envText } from './environment.ts';
import { readSecret, type SecretPlaces } from './read-secret.ts';
import type { StoreDocument } from './settings-document.ts';
import { SettingsError } from './settings-error.ts';

/** Where results are kept: in a file of this machine, or in a database that replicas share. */
export type StoreSettings =
  | { readonly kind: 'sqlite'; readonly path: string }
  | {
      readonly kind: 'postgres';
      /** postgresql://user:password@host:port/database */
      readonly url: Secret;
      readonly poolSize: number;
      readonly connectTimeoutMs: number;
      readonly statementTimeoutMs: number;
    };

const DEFAULT_PATH = './serinus.db';
const DEFAULTS = { poolSize: 10, connectTimeout: '5s', statementTimeout: '30s' } as const;

/**
 * The store of the command line, the environment (DATABASE_URL, SERINUS_STORE) or the settings file, in this order.
 * @param path that of the command line.  @throws {SettingsError} both a file and a database are named, or what is wrong with them.
 */
export async function storeSettings(
  document: StoreDocument,
  path: string | undefined,
  { env, fromBase }: SecretPlaces,
): Promise<StoreSettings> {
  if (path !== undefined) return { kind: 'sqlite', path };
  const databases = [
    envText(env, 'DATABASE_URL') && 'DATABASE_URL',
    document.urlEnv !== undefined && 'store.urlEnv',
    document.urlFile !== undefined && 'store.urlFile',
  ].filter((field) => typeof field === 'string' && field !== '');
  const files = [envText(env, 'SERINUS_STORE') && 'SERINUS_STORE', document.path !== undefined && 'store.path'].filter(
    (field) => typeof field === 'string' && field !== '',
  );
  if (databases.length > 0 && files.length > 0)
    throw new SettingsError([`store: ${files.join(', ')} is a file and ${databases.join(', ')} a database: results are kept in one place`]);
  if (databases.length > 0) return databaseSettings(document, { env, fromBase });

  const { path: _path, retention: _retention, ...ofDatabases } = document;
  const useless = Object.keys(ofDatabases);
  if (useless.length > 0)
    throw new SettingsError(
      useless.map((field) => `store.${field}: is for a database, and neither DATABASE_URL nor store.urlEnv names one`),
    );
  return {
    kind: 'sqlite',
    path: envText(env, 'SERINUS_STORE') ?? (document.path === undefined ? DEFAULT_PATH : fromBase(document.path)),
  };
}

async function databaseSettings(document: StoreDocument, places: SecretPlaces): Promise<StoreSettings> {
  const fromEnv = envText(places.env, 'DATABASE_URL');
  const url = fromEnv ?? (await readSecret('store.url', { env: document.urlEnv, file: document.urlFile }, places)).reveal().trim();
  // What is none is not repeated: it may be a secret in the wrong place.
  if (!/^postgres(ql)?:\/\//.test(url)) {
    const field = fromEnv === undefined ? 'store.url' : 'DATABASE_URL';
    throw new SettingsError([`${field}: begins with neither postgres:// nor postgresql://`]);
  }
  const { poolSize, connectTimeout, statementTimeout } = { ...DEFAULTS, ...document };
  return {
    kind: 'postgres',
    url: secret(url),
    poolSize,
    connectTimeoutMs: above0('store.connectTimeout', connectTimeout),
    statementTimeoutMs: above0('store.statementTimeout', statementTimeout),
  };
}

function above0(field: string, text: string): number {
  const ms = parseDuration(text);
  if (ms === 0) throw new SettingsError([`${field}: must be above 0`]);
  return ms;
}
