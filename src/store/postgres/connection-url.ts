import pg from 'pg';
import { StoreError } from '../../errors.ts';

export interface Connection {
  readonly config: pg.ClientConfig;
  /** host:port/database, for messages. */
  readonly name: string;
}

/** `prefer` and `allow` would send everything in the clear to whoever says that he cannot encrypt. */
const SSL_MODES = ['disable', 'no-verify', 'require', 'verify-ca', 'verify-full'];

/**
 * What a URL says of a connection. What it leaves out is as PGUSER, PGPASSWORD, ... say. The certificate of a server is checked by every
 * sslmode but `disable` and `no-verify`, against sslrootcert or the system's authorities; without sslmode there is no TLS.
 * @throws {StoreError} STORE_BAD_URL: no such URL, or an unknown sslmode. The URL is not in the message, for it holds a password.
 */
export function connectionOf(url: string): Connection {
  if (!/^postgres(ql)?:\/\//.test(url)) throw badUrl('begins with neither postgres:// nor postgresql://');
  // What stands before it would be taken for host, port and database, which are shown.
  if (/^[^/?#]*[/?#].*@/s.test(url.replace(/^[^:]*:\/\/(?:[^/?#]*@)?/, '')))
    throw badUrl('has an @ behind its host: write what is special in the password as %40, %2F, %3F, %23');
  const [, mode] = /[?&]sslmode=([^&#]*)/.exec(url) ?? [];
  if (mode !== undefined && !SSL_MODES.includes(mode))
    throw badUrl(`has the sslmode ${JSON.stringify(mode)}, not one of ${SSL_MODES.join(', ')}`);
  const asksForLibpq = /[?&]uselibpqcompat=true/.test(url);
  // The two mean verify-full to the client as well; it would only warn of it.
  const config = { connectionString: asksForLibpq ? url : url.replace(/([?&]sslmode=)(?:require|verify-ca)(?=[&#]|$)/, '$1verify-full') };
  try {
    const { host, port, database = '' } = new pg.Client(config);
    return { config, name: `${host}:${port}/${database}` };
  } catch (cause) {
    // No cause is kept: it may quote the URL.
    throw badUrl(`cannot be read: ${cause instanceof Error ? cause.message : ''}`);
  }
}

function badUrl(says: string): StoreError {
  return new StoreError('STORE_BAD_URL', `the URL of the PostgreSQL store ${says}`);
}
