import { NEWS, type News } from '../analysis/outbox/news.ts';
import { MIN_SECRET_LENGTH } from '../model/access.ts';
import { parseDuration } from '../model/duration.ts';
import { type Secret, secret } from '../model/secret.ts';
import type { NotificationDocument, SinkDocument } from './channel-documents.ts';
import { httpAddress, rootAddress } from './http-address.ts';
import { readSecret, type SecretPlaces } from './read-secret.ts';
import { SettingsError } from './settings-error.ts';

interface Common {
  readonly name: string;
  /** Undefined: all. */
  readonly configs?: readonly string[];
  readonly timeoutMs: number;
  readonly giveUpAfterMs: number;
}

interface Notification extends Common {
  readonly on: readonly News[];
}

/** Where messages go, and which. */
export type ChannelSettings =
  | (Notification & { readonly type: 'slack'; readonly url: Secret })
  | (Notification & { readonly type: 'webhook'; readonly url: Secret; readonly secret: Secret })
  | (Notification & { readonly type: 'grafana'; readonly url: URL; readonly token: Secret; readonly dashboardUid?: string })
  | (Common & {
      readonly type: 'influxdb';
      readonly url: URL;
      readonly org: string;
      readonly bucket: string;
      readonly token: Secret;
      readonly batchSize: number;
    });

/** Longer, a channel would hang on one receiver. */
const MAX_TIMEOUT_MS = 60_000;
const DEFAULTS = { timeout: '10s', giveUpAfter: '24h', batchSize: 100 } as const;

/** The channels of `notifications` and `sinks`, whose names share one space.  @throws {SettingsError} naming all that is wrong, and no secret. */
export async function channelSettings(
  { notifications = [], sinks = [] }: { notifications?: readonly NotificationDocument[]; sinks?: readonly SinkDocument[] },
  places: SecretPlaces,
): Promise<readonly ChannelSettings[]> {
  const documents = [
    ...notifications.map((document, i) => ({ field: `notifications[${i}]`, document })),
    ...sinks.map((document, i) => ({ field: `sinks[${i}]`, document })),
  ];
  const problems: string[] = [];
  const channels: ChannelSettings[] = [];
  for (const { field, document } of documents) {
    if (channels.some(({ name }) => name === document.name))
      problems.push(`${field}.name: ${document.name} is the name of another channel`);
    try {
      channels.push(await channelOf(field, document, places));
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return channels;
}

async function channelOf(field: string, document: NotificationDocument | SinkDocument, places: SecretPlaces): Promise<ChannelSettings> {
  const common = commonOf(field, document);
  switch (document.type) {
    case 'slack':
      return { ...common, type: 'slack', on: document.on ?? NEWS, url: await secretAddress(field, document, places) };
    case 'webhook':
      return {
        ...{ ...common, type: 'webhook', on: document.on ?? NEWS },
        url: await secretAddress(field, document, places),
        secret: await signingSecret(field, document, places),
      };
    case 'grafana':
      return {
        ...{ ...common, type: 'grafana', on: document.on ?? NEWS },
        ...{ url: rootAddress(`${field}.url`, document.url), token: await readToken(field, document, places) },
        ...(document.dashboard !== undefined && { dashboardUid: document.dashboard }),
      };
    case 'influxdb':
      return {
        ...{ ...common, type: 'influxdb', org: document.org, bucket: document.bucket, batchSize: document.batchSize ?? DEFAULTS.batchSize },
        ...{ url: influxRoot(`${field}.url`, document.url), token: await readToken(field, document, places) },
      };
  }
}

function commonOf(field: string, document: NotificationDocument | SinkDocument): Common {
  const { name, configs, timeout, giveUpAfter } = { ...DEFAULTS, ...document };
  const timeoutMs = parseDuration(timeout);
  if (timeoutMs === 0 || timeoutMs > MAX_TIMEOUT_MS) throw new SettingsError([`${field}.timeout: must be above 0 and at most 1m`]);
  return { name, ...(configs && { configs }), timeoutMs, giveUpAfterMs: parseDuration(giveUpAfter) };
}

interface AddressPlaces {
  readonly url?: string;
  readonly urlEnv?: string;
  readonly urlFile?: string;
}

/** The address of a webhook: written out where it is no secret, or where it is named. */
async function secretAddress(field: string, { url, urlEnv: env, urlFile: file }: AddressPlaces, places: SecretPlaces): Promise<Secret> {
  if (url !== undefined && (env !== undefined || file !== undefined))
    throw new SettingsError([`${field}: has more than one of url, urlEnv and urlFile`]);
  if (url !== undefined) return secret(httpAddress(`${field}.url`, url).href);
  const text = (await readSecret(`${field}.url`, { env, file }, places)).reveal();
  return secret(httpAddress(`${field}.url`, text.trim()).href);
}

interface SigningPlaces {
  readonly secretEnv?: string;
  readonly secretFile?: string;
}

async function signingSecret(field: string, { secretEnv: env, secretFile: file }: SigningPlaces, places: SecretPlaces): Promise<Secret> {
  const read = await readSecret(`${field}.secret`, { env, file }, places);
  if (read.reveal().length < MIN_SECRET_LENGTH)
    throw new SettingsError([
      `${field}.secret: has less than ${MIN_SECRET_LENGTH} characters: whoever hears one message could find it out`,
    ]);
  return read;
}

interface TokenPlaces {
  readonly tokenEnv?: string;
  readonly tokenFile?: string;
}

async function readToken(field: string, { tokenEnv: env, tokenFile: file }: TokenPlaces, places: SecretPlaces): Promise<Secret> {
  const token = await readSecret(`${field}.token`, { env, file }, places);
  if (/[^\x21-\x7e]/.test(token.reveal())) throw new SettingsError([`${field}.token: holds characters that a header cannot`]);
  return token;
}

function influxRoot(field: string, text: string): URL {
  const url = rootAddress(field, text);
  if (/\/api\/v2\/?$/.test(url.pathname)) throw new SettingsError([`${field}: must end before /api/v2, which is added`]);
  return url;
}
