import { parseDuration } from '../model/duration.ts';
import { type Secret, secret } from '../model/secret.ts';
import { readSecret, type SecretPlaces } from './read-secret.ts';
import { readTextFile } from './read-text-file.ts';
import { SettingsError } from './settings-error.ts';
import type { InfluxdbDocument, SourceDocument } from './source-documents.ts';

type Auth = NonNullable<InfluxdbDocument['auth']>;
type HttpSourceDocument = Pick<SourceDocument, 'url' | 'auth' | 'headers' | 'tls' | 'timeout' | 'maxConcurrent' | 'retries' | 'maxPoints'>;

export type BasicOrBearer =
  | { readonly kind: 'basic'; readonly username: string; readonly password: Secret }
  | { readonly kind: 'bearer'; readonly token: Secret };

/** The ways in which a source is told who asks. */
export type SourceAuth = BasicOrBearer | { readonly kind: 'token'; readonly token: Secret };

/** A server that is asked over HTTP, and how to talk to it. */
export interface HttpSourceSettings {
  /** Without credentials. */
  readonly url: URL;
  readonly auth?: SourceAuth;
  /** Any of them may be a key. */
  readonly headers: Readonly<Record<string, Secret>>;
  /** PEM text of the certificate authorities to trust instead of the system's. */
  readonly ca?: string;
  readonly timeoutMs: number;
  readonly maxConcurrent: number;
  readonly retries: number;
  /** Samples, over all series of one query, that are read at most. */
  readonly maxPoints: number;
}

const DEFAULTS = { timeout: '30s', maxConcurrent: 8, retries: 2, maxPoints: 1_000_000 } as const;

/** What all sources over HTTP have.  @throws {SettingsError} naming what is wrong, and no secret. */
export async function httpSourceSettings(field: string, document: HttpSourceDocument, places: SecretPlaces): Promise<HttpSourceSettings> {
  const { url, auth: urlAuth } = splitUrl(field, document.url);
  if (urlAuth && document.auth) throw new SettingsError([`${field}: has credentials both in url and in auth`]);
  const auth = urlAuth ?? (await readAuth(`${field}.auth`, document.auth, places));
  const ca = document.tls && (await readCa(`${field}.tls.caFile`, places.fromBase(document.tls.caFile)));
  const { timeout, maxConcurrent, retries, maxPoints } = { ...DEFAULTS, ...document };
  const timeoutMs = parseDuration(timeout);
  if (timeoutMs === 0) throw new SettingsError([`${field}.timeout: must be above 0`]);
  const headers = await readHeaders(`${field}.headers`, document.headers ?? {}, places);
  return { url, ...(auth && { auth }), headers, ...(ca !== undefined && { ca }), timeoutMs, maxConcurrent, retries, maxPoints };
}

/** The address apart from the credentials in it. What is no address is not repeated: it may hold some. */
function splitUrl(field: string, text: string): { readonly url: URL; readonly auth?: SourceAuth } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) throw new SettingsError([`${field}.url: is no http or https address`]);
  if (url.search !== '' || url.hash !== '') throw new SettingsError([`${field}.url: must end with its path, without ? and #`]);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  if (username === '' && password === '') return { url };
  try {
    return { url, auth: { kind: 'basic', username: decodeURIComponent(username), password: secret(decodeURIComponent(password)) } };
  } catch {
    throw new SettingsError([`${field}.url: the credentials in it are not percent-encoded`]);
  }
}

async function readAuth(field: string, auth: Auth | undefined, places: SecretPlaces): Promise<SourceAuth | undefined> {
  if (!auth) return undefined;
  if ('bearer' in auth) {
    const { tokenEnv: env, tokenFile: file } = auth.bearer;
    return { kind: 'bearer', token: await readSecret(`${field}.bearer`, { env, file }, places) };
  }
  if ('token' in auth) {
    const { tokenEnv: env, tokenFile: file } = auth.token;
    return { kind: 'token', token: await readSecret(`${field}.token`, { env, file }, places) };
  }
  const { username, passwordEnv: env, passwordFile: file } = auth.basic;
  return { kind: 'basic', username, password: await readSecret(`${field}.basic`, { env, file }, places) };
}

async function readHeaders(
  field: string,
  headers: NonNullable<HttpSourceDocument['headers']>,
  places: SecretPlaces,
): Promise<Record<string, Secret>> {
  const read = Object.entries(headers).map(async ([name, value]): Promise<[string, Secret]> => {
    if (typeof value === 'string') return [name, headerValue(`${field}.${name}`, secret(value))];
    return [name, headerValue(`${field}.${name}`, await readSecret(`${field}.${name}`, { env: value.env, file: value.file }, places))];
  });
  return Object.fromEntries(await Promise.all(read));
}

function headerValue(field: string, value: Secret): Secret {
  if (/[^\t\x20-\x7e]/.test(value.reveal())) throw new SettingsError([`${field}: holds characters that a header cannot`]);
  return value;
}

async function readCa(field: string, file: string): Promise<string> {
  const read = await readTextFile(file);
  if ('problem' in read) throw new SettingsError([`${field}: ${file} ${read.problem.message}`]);
  if (!read.text.includes('-----BEGIN CERTIFICATE-----')) throw new SettingsError([`${field}: ${file} holds no PEM certificate`]);
  return read.text;
}
