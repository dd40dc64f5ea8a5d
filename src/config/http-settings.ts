import { isIP } from 'node:net';
import { parseDuration } from '../model/duration.ts';
import { type Environment, envText } from './environment.ts';
import { rootAddress } from './http-address.ts';
import { isLoopback } from './loopback.ts';
import type { SettingsDocument } from './settings-document.ts';
import { SettingsError } from './settings-error.ts';
import type { SettingsFlags } from './settings-flags.ts';

export interface HttpSettings {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Of one client; absent means the default of the server. */
  readonly requestsPerMinute?: number;
  /** Addresses and networks whose X-Forwarded-For is believed; absent means none. */
  readonly trustedProxies?: readonly string[];
  /** Under which people reach the server; absent means that nothing links to it. */
  readonly publicUrl?: URL;
  /** From where on requests are refused; absent means the defaults of the server. */
  readonly overload?: OverloadSettings;
}

export interface OverloadSettings {
  /** Requests in hand. */
  readonly maxRequests?: number;
  /** Mean delay of the event loop. */
  readonly maxDelayMs?: number;
  /** Resident memory of the process. */
  readonly maxMemoryBytes?: number;
}

/** Where to listen. Where nobody is asked who they are, others than this machine are let in only when the operator says so.
 *  @param hasAuth whether everyone is asked.
 *  @throws {SettingsError} a port that is none, or a host that is not this machine without that word. */
export function httpSettings(
  document: NonNullable<SettingsDocument['http']>,
  env: Environment,
  { hasAuth, ...flags }: Pick<SettingsFlags, 'host' | 'port'> & { readonly hasAuth: boolean },
): { readonly settings: HttpSettings; readonly warnings: readonly string[] } {
  const host = flags.host ?? envText(env, 'HOST') ?? document.host ?? '127.0.0.1';
  const portText = envText(env, 'PORT');
  const port = flags.port ?? (portText === undefined ? (document.port ?? 8080) : portNumber(portText));
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535))
    throw new SettingsError([`the port must be a whole number from 0 to 65535, not ${port}`]);
  const { trustedProxies, rateLimit, publicUrl, overload } = document;
  const wrong = trustedProxies?.find((proxy) => !isNetwork(proxy));
  if (wrong !== undefined)
    throw new SettingsError([`http.trustedProxies: ${JSON.stringify(wrong)} is no address and no network such as 10.0.0.0/8`]);
  const settings = {
    host,
    port,
    ...(rateLimit && { requestsPerMinute: rateLimit.perMinute }),
    ...(trustedProxies && { trustedProxies }),
    ...(publicUrl !== undefined && { publicUrl: rootAddress('http.publicUrl', publicUrl) }),
    ...(overload && { overload: overloadSettings(overload) }),
  };
  if (hasAuth || isLoopback(host)) return { settings, warnings: [] };

  const allowed = envText(env, 'SERINUS_ALLOW_UNAUTHENTICATED');
  if (!(allowed === undefined ? document.allowUnauthenticated : allowed === '1'))
    throw new SettingsError([
      `http.host is ${host}: everyone who can reach it could start and stop analyses, for there is no authentication. Configure auth, listen on 127.0.0.1, or allow it with http.allowUnauthenticated: true or SERINUS_ALLOW_UNAUTHENTICATED=1`,
    ]);
  return {
    settings,
    warnings: [`listening on ${host} without authentication: everyone who can reach port ${port} can start and stop analyses`],
  };
}

type OverloadDocument = NonNullable<NonNullable<SettingsDocument['http']>['overload']>;

function overloadSettings({ maxRequests, maxDelay, maxMegabytes }: OverloadDocument): OverloadSettings {
  const maxDelayMs = maxDelay === undefined ? undefined : parseDuration(maxDelay);
  if (maxDelayMs === 0) throw new SettingsError(['http.overload.maxDelay: must be above 0']);
  return {
    ...(maxRequests !== undefined && { maxRequests }),
    ...(maxDelayMs !== undefined && { maxDelayMs }),
    ...(maxMegabytes !== undefined && { maxMemoryBytes: maxMegabytes * 1_000_000 }),
  };
}

function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new SettingsError([`PORT must be a whole number from 0 to 65535, not ${JSON.stringify(text)}`]);
  return Number(text);
}

function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && (bits === undefined || Number(bits) <= (family === 4 ? 32 : 128));
}
