import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StoreError } from '../../../src/errors.ts';
import { isPassing, namedError } from '../../../src/store/postgres/postgres-errors.ts';

/** An error as the client throws it: with the server's SQLSTATE, the system's code, or words alone. */
const failure = (message: string, code?: string): Error => Object.assign(new Error(message), code === undefined ? {} : { code });

describe('an error of PostgreSQL', () => {
  // SQLSTATEs as in https://www.postgresql.org/docs/15/errcodes-appendix.html, words as pg 8.23 and pg-pool 3.14 have them.
  const cases: readonly { readonly error: Error; readonly code: string; readonly passing?: true }[] = [
    { error: failure('the connection is lost', '08006'), code: 'STORE_UNAVAILABLE', passing: true },
    { error: failure('terminating connection due to administrator command', '57P01'), code: 'STORE_UNAVAILABLE', passing: true },
    { error: failure('the database system is starting up', '57P03'), code: 'STORE_UNAVAILABLE', passing: true },
    { error: failure('connect ECONNREFUSED', 'ECONNREFUSED'), code: 'STORE_UNAVAILABLE', passing: true },
    { error: failure('read ECONNRESET', 'ECONNRESET'), code: 'STORE_UNAVAILABLE', passing: true },
    { error: failure('getaddrinfo ENOTFOUND db', 'ENOTFOUND'), code: 'STORE_UNAVAILABLE', passing: true },
    { error: failure('Connection terminated unexpectedly'), code: 'STORE_UNAVAILABLE', passing: true },
    { error: failure('Client has encountered a connection error and is not queryable'), code: 'STORE_UNAVAILABLE', passing: true },
    { error: failure('sorry, too many clients already', '53300'), code: 'STORE_TOO_MANY_CONNECTIONS', passing: true },
    { error: failure('could not serialize access', '40001'), code: 'STORE_CONFLICT', passing: true },
    { error: failure('deadlock detected', '40P01'), code: 'STORE_CONFLICT', passing: true },
    { error: failure('canceling statement due to statement timeout', '57014'), code: 'STORE_TIMEOUT' },
    { error: failure('terminating connection due to idle-in-transaction timeout', '25P03'), code: 'STORE_TIMEOUT' },
    { error: failure('timeout exceeded when trying to connect'), code: 'STORE_TIMEOUT' },
    { error: failure('Connection terminated due to connection timeout'), code: 'STORE_TIMEOUT' },
    { error: failure('Query read timeout'), code: 'STORE_TIMEOUT' },
    { error: failure('connect ETIMEDOUT 10.0.0.1:5432', 'ETIMEDOUT'), code: 'STORE_UNAVAILABLE', passing: true },
    { error: failure('could not extend file: No space left on device', '53100'), code: 'STORE_FULL' },
    { error: failure('cannot execute UPDATE in a read-only transaction', '25006'), code: 'STORE_READ_ONLY' },
    { error: failure('could not read block 3', 'XX001'), code: 'STORE_CORRUPT' },
    { error: failure('could not fsync file', '58030'), code: 'STORE_IO' },
    { error: failure('password authentication failed for user "u"', '28P01'), code: 'STORE_NOT_ALLOWED' },
    { error: failure('no pg_hba.conf entry for host', '28000'), code: 'STORE_NOT_ALLOWED' },
    { error: failure('permission denied for table analysis', '42501'), code: 'STORE_NOT_ALLOWED' },
    { error: failure('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string'), code: 'STORE_NOT_ALLOWED' },
    { error: failure('database "d" does not exist', '3D000'), code: 'STORE_MISSING' },
    { error: failure('The server does not support SSL connections'), code: 'STORE_UNTRUSTED' },
    { error: failure('self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'), code: 'STORE_UNTRUSTED' },
    { error: failure("Hostname/IP does not match certificate's altnames", 'ERR_TLS_CERT_ALTNAME_INVALID'), code: 'STORE_UNTRUSTED' },
    { error: failure('Cannot use a pool after calling end on the pool'), code: 'STORE_CLOSED' },
    { error: failure('relation "x" does not exist', '42P01'), code: 'STORE_MISSING' },
    { error: failure('column "x" does not exist', '42703'), code: 'STORE_FAILED' },
    { error: failure('something else'), code: 'STORE_FAILED' },
  ];
  for (const { error, code, passing = false } of cases) {
    it(`${'code' in error ? `${error.code}, ` : ''}${error.message}, is ${code}${passing ? ' and may pass' : ''}`, () => {
      const named = namedError('db:5432/shop', error);
      assert.ok(named instanceof StoreError);
      assert.equal(named.code, code);
      assert.ok(named.message.startsWith('the store db:5432/shop ') && named.message.includes(error.message), named.message);
      assert.equal(named.cause, error);
      assert.equal(isPassing(named), passing);
    });
  }

  it('that has a name already keeps it, and what is no error stays what it is', () => {
    const ours = new StoreError('STORE_FOREIGN', 'a sentence');
    assert.equal(namedError('db', ours), ours);
    assert.equal(namedError('db', 'words'), 'words');
    assert.equal(isPassing(new Error('our own')), false);
  });
});
