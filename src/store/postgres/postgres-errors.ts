import { StoreError } from '../../errors.ts';

interface Meaning {
  readonly code: `STORE_${string}`;
  readonly says: string;
}

const UNAVAILABLE: Meaning = { code: 'STORE_UNAVAILABLE', says: 'cannot be reached' };
const TIMEOUT: Meaning = { code: 'STORE_TIMEOUT', says: 'did not answer in time, or has no connection to spare' };
const CONFLICT: Meaning = { code: 'STORE_CONFLICT', says: 'was changed by another replica at the same moment; asking again helps' };
const NOT_ALLOWED: Meaning = { code: 'STORE_NOT_ALLOWED', says: 'refuses this user' };
const REMOVED: Meaning = { code: 'STORE_MISSING', says: 'was removed while it was open: its tables are not there' };
const CORRUPT: Meaning = { code: 'STORE_CORRUPT', says: 'is damaged' };
const FULL: Meaning = { code: 'STORE_FULL', says: 'cannot grow: the disk is full' };
const UNTRUSTED: Meaning = { code: 'STORE_UNTRUSTED', says: 'has a certificate that is not trusted, or speaks no TLS' };

/** By SQLSTATE, see https://www.postgresql.org/docs/current/errcodes-appendix.html; else by its class, the first two characters. */
const BY_STATE: Readonly<Record<string, Meaning>> = {
  '08': UNAVAILABLE,
  '25006': { code: 'STORE_READ_ONLY', says: 'cannot be written to' },
  '28': NOT_ALLOWED,
  '3D000': { code: 'STORE_MISSING', says: 'is not there: the server has no such database' },
  '40001': CONFLICT,
  '40P01': CONFLICT,
  '3F000': REMOVED,
  '42501': NOT_ALLOWED,
  '42P01': REMOVED,
  '53100': FULL,
  '53300': { code: 'STORE_TOO_MANY_CONNECTIONS', says: 'has no connection left: lower store.poolSize or raise its max_connections' },
  '55P03': TIMEOUT,
  '57014': TIMEOUT,
  '57P01': UNAVAILABLE,
  '57P02': UNAVAILABLE,
  '57P03': UNAVAILABLE,
  '57P05': UNAVAILABLE,
  '25P03': TIMEOUT,
  '58': { code: 'STORE_IO', says: 'cannot be read or written: its server reports a system error' },
  XX: CORRUPT,
};

/** What the client itself says, without a SQLSTATE. */
const BY_WORDS: readonly (readonly [RegExp, Meaning])[] = [
  [/after calling end on the pool/, { code: 'STORE_CLOSED', says: 'is closed' }],
  [/timeout|timed out/i, TIMEOUT],
  [/SSL|TLS|certificate/i, UNTRUSTED],
  [/^SASL|password/, NOT_ALLOWED],
  [/^Connection terminated|not queryable|connection error/, UNAVAILABLE],
];

/** A failure of the client or the server as a StoreError; `name` is the store's, without any secret. StoreErrors stay as they are. */
export function namedError(name: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof StoreError) return cause;
  const state = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const { code, says } = meaningOf(state, cause.message);
  const details = [state, cause.message].filter(Boolean).join(': ');
  return new StoreError(code, `the store ${name} ${says}${details && ` (${details})`}`, { cause });
}

/** Asking again at once may help, and nothing has been changed yet unless a COMMIT was under way. */
export function isPassing(error: unknown): boolean {
  return error instanceof StoreError && ['STORE_UNAVAILABLE', 'STORE_CONFLICT', 'STORE_TOO_MANY_CONNECTIONS'].includes(error.code);
}

function meaningOf(state: string, message: string): Meaning {
  const isSqlState = /^[0-9A-Z]{5}$/.test(state);
  const known = isSqlState
    ? (BY_STATE[state] ?? BY_STATE[state.slice(0, 2)])
    : BY_WORDS.find(([words]) => words.test(`${message} ${state}`))?.[1];
  if (known) return known;
  // ECONNREFUSED, ENOTFOUND, EPIPE, ...: the names that the operating system has for a server that is not there.
  return !isSqlState && /^E[A-Z_]+$/.test(state) && !state.startsWith('ERR_') ? UNAVAILABLE : { code: 'STORE_FAILED', says: 'failed' };
}
