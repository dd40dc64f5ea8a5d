import { parseDuration } from '../model/duration.ts';
import { type Secret, secret } from '../model/secret.ts';
import { requestParams } from './prometheus-params.ts';
import { readSecret, type SecretPlaces } from './read-secret.ts';
import { readTextFile } from './read-text-file.ts';
import type { PrometheusDocument } from './settings-document.ts';
import { SettingsError } from './settings-error.ts';

export type SourceAuth =
  | { readonly kind: 'basic'; readonly username: string; readonly password: Secret }
  | { readonly kind: 'bearer'; readonly token: Secret };

/** A Prometheus server and how to talk to it. */
export interface PrometheusSettings {
  readonly type: 'prometheus';
  /** Without credentials. */
  readonly url: URL;
  readonly auth?: SourceAuth;
  /** Any of them may be a key. */
  readonly headers: Readonly<Record<string, Secret>>;
  /** Sent with every query: each name with its values. */
  readonly params?: Readonly<Record<string, readonly string[]>>;
  /** PEM text of the certificate authorities to trust instead of the system's. */
  readonly ca?: string;
  readonly timeoutMs: number;
  readonly maxConcurrent: number;
  readonly retries: number;
  /** Samples, over all series of one query, that are read at most. */
  readonly maxPoints: number;
}

const DEFAULTS = { timeout: '30s', maxConcurrent: 8, retries: 2, maxPoints: 1_000_000 } as const;

/** The sources by name; `prometheusUrl` makes, or moves, the one named prometheus.  @throws {SettingsError} naming every source that is wrong. */
export async function sourceSettings(
  documents: Readonly<Record<string, PrometheusDocument>>,
  { prometheusUrl, ...places }: SecretPlaces & { readonly prometheusUrl: string | undefined },
): Promise<Readonly<Record<string, PrometheusSettings>>> {
  const all: Record<string, PrometheusDocument> = { ...documents };
  if (prometheusUrl !== undefined) all.prometheus = { ...(all.prometheus ?? { type: 'prometheus' }), url: prometheusUrl };
  const read = await Promise.allSettled(
    Object.entries(all).map(async ([name, document]) => [name, await prometheusSettings(`sources.${name}`, document, places)] as const),
  );
  const failed = read.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  const unexpected = failed.find((reason) => !(reason instanceof SettingsError));
  if (unexpected !== undefined) throw unexpected;
  if (failed.length > 0) throw new SettingsError(failed.flatMap((reason) => (reason as SettingsError).problems));
  return Object.fromEntries(read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
}

async function prometheusSettings(field: string, document: PrometheusDocument, places: SecretPlaces): Promise<PrometheusSettings> {
  const { url, auth: urlAuth } = splitUrl(field, document.url);
  if (urlAuth && document.auth) throw new SettingsError([`${field}: has credentials both in url and in auth`]);
  const auth = urlAuth ?? (await readAuth(`${field}.auth`, document.auth, places));
  const ca = document.tls && (await readCa(`${field}.tls.caFile`, places.fromBase(document.tls.caFile)));
  const { timeout, maxConcurrent, retries, maxPoints } = { ...DEFAULTS, ...document };
  const timeoutMs = parseDuration(timeout);
  if (timeoutMs === 0) throw new SettingsError([`${field}.timeout: must be above 0`]);
  return {
    type: 'prometheus',
    url,
    ...(auth && { auth }),
    headers: await readHeaders(`${field}.headers`, document.headers ?? {}, places),
    ...(document.params && { params: requestParams(document.params) }),
    ...(ca !== undefined && { ca }),
    timeoutMs,
    maxConcurrent,
    retries,
    maxPoints,
  };
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

async function readAuth(field: string, auth: PrometheusDocument['auth'], places: SecretPlaces): Promise<SourceAuth | undefined> {
  if (!auth) return undefined;
  if ('bearer' in auth) {
    const { tokenEnv: env, tokenFile: file } = auth.bearer;
    return { kind: 'bearer', token: await readSecret(`${field}.bearer`, { env, file }, places) };
  }
  const { username, passwordEnv: env, passwordFile: file } = auth.basic;
  return { kind: 'basic', username, password: await readSecret(`${field}.basic`, { env, file }, places) };
}

async function readHeaders(
  field: string,
  headers: NonNullable<PrometheusDocument['headers']>,
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
