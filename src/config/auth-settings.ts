import type { AccessRules, JwtRules, Role, StaticCredential } from '../model/access.ts';
import { JWT_ALGORITHMS } from '../model/access.ts';
import { parseDuration } from '../model/duration.ts';
import { isLoopback } from './loopback.ts';
import { readSecret, type SecretPlaces } from './read-secret.ts';
import type { AccessDocument } from './settings-document.ts';
import { SettingsError } from './settings-error.ts';

type HashPlace = string | { readonly env: string } | { readonly file: string };

/** Further apart, an expired token would be as good as a valid one. */
const MAX_SKEW_MS = 300_000;

/** Who is let in.  @throws {SettingsError} nobody could be, or something in it is wrong; the message names all of it, and no hash. */
export async function authSettings(document: AccessDocument, places: SecretPlaces): Promise<AccessRules> {
  const { tokens = [], users = [], jwt, openMetrics = false } = document;
  const problems = [...twice('auth.tokens', tokens), ...twice('auth.users', users)];
  if (tokens.length === 0 && users.length === 0 && jwt === undefined)
    problems.push('auth: names no token, no user and no jwt, so that nobody could ask anything');
  const read = await Promise.allSettled([
    credentials(
      'auth.tokens',
      tokens.map(({ sha256, ...one }) => ({ ...one, hash: sha256, field: 'sha256' })),
      places,
    ),
    credentials(
      'auth.users',
      users.map(({ passwordSha256, ...one }) => ({ ...one, hash: passwordSha256, field: 'passwordSha256' })),
      places,
    ),
    (async () => jwt && jwtRules(jwt))(),
  ] as const);
  for (const one of read) {
    if (one.status === 'fulfilled') continue;
    if (!(one.reason instanceof SettingsError)) throw one.reason;
    problems.push(...one.reason.problems);
  }
  const [readTokens, readUsers, readJwt] = read;
  if (problems.length > 0 || readTokens.status === 'rejected' || readUsers.status === 'rejected' || readJwt.status === 'rejected')
    throw new SettingsError(problems);
  return { tokens: readTokens.value, users: readUsers.value, ...(readJwt.value && { jwt: readJwt.value }), openMetrics };
}

function twice(field: string, named: readonly { readonly name: string }[]): string[] {
  const names = named.map(({ name }) => name);
  return [...new Set(names.filter((name, i) => names.indexOf(name) < i))].map((name) => `${field}: the name ${name} stands there twice`);
}

interface NamedHash {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly hash: HashPlace;
  /** How the settings call it. */
  readonly field: string;
}

async function credentials(place: string, named: readonly NamedHash[], places: SecretPlaces): Promise<readonly StaticCredential[]> {
  const found: StaticCredential[] = [];
  const problems: string[] = [];
  for (const [i, { name, roles, hash, field }] of named.entries()) {
    try {
      const sha256 = await readHash(`${place}[${i}].${field}`, hash, places);
      const same = found.find((other) => other.sha256 === sha256);
      if (same !== undefined && place === 'auth.tokens') problems.push(`${place}[${i}].${field}: is the one of ${same.name} as well`);
      found.push({ name, roles, sha256 });
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return found;
}

async function readHash(field: string, hash: HashPlace, places: SecretPlaces): Promise<string> {
  if (typeof hash === 'string') return hash.toLowerCase();
  const named = 'env' in hash ? { env: hash.env, file: undefined } : { env: undefined, file: hash.file };
  const text = (await readSecret(field, named, places)).reveal().trim();
  // Without the text: it is most likely the secret itself.
  if (!/^[0-9a-fA-F]{64}$/.test(text)) throw new SettingsError([`${field}: holds no SHA-256 in hexadecimal; serinus token prints one`]);
  return text.toLowerCase();
}

function jwtRules({ jwksUrl, issuer, audience, rolesClaim, clockSkew = '30s', algorithms }: NonNullable<AccessDocument['jwt']>): JwtRules {
  const url = URL.canParse(jwksUrl) ? new URL(jwksUrl) : undefined;
  const problems: string[] = [];
  if (url === undefined || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname.replace(/^\[|\]$/g, '')))))
    problems.push('auth.jwt.jwksUrl: must be an https address; without TLS anyone on the way could put keys of his own there');
  else if (url.username !== '' || url.password !== '') problems.push('auth.jwt.jwksUrl: holds credentials, which are not sent');
  const clockSkewMs = parseDuration(clockSkew);
  if (clockSkewMs > MAX_SKEW_MS) problems.push('auth.jwt.clockSkew: must be at most 5m');
  if (url === undefined || problems.length > 0) throw new SettingsError(problems);
  return {
    jwksUrl: url,
    issuer,
    audience,
    ...(rolesClaim !== undefined && { rolesClaim }),
    clockSkewMs,
    algorithms: algorithms ?? JWT_ALGORITHMS,
  };
}
