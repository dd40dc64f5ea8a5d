import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { StoreError } from '../../../src/errors.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { selfSigned } from '../../support/certificate.ts';
import { missing } from '../../support/debian.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres.ts';
import { freshPath } from '../temporary-files.ts';

describe('a PostgreSQL store over TLS', { skip: missing('postgresql', 'openssl') }, () => {
  let server: PostgresServer;
  let url: string;
  const authority = freshPath();
  before(async () => {
    const tls = selfSigned();
    writeFileSync(authority, tls.certificate);
    server = await startPostgres({ settings: ['fsync=off'], tls });
    url = await server.newDatabase();
  });
  after(async () => {
    rmSync(authority);
    await server.stop();
  });
  const isEncrypted = async (query: string): Promise<unknown> => {
    const store = await openPostgresStore({ url: `${url}?application_name=under-test&${query}` });
    const [row] = await server.sql("SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'under-test'");
    await store.close();
    return row?.ssl;
  };

  for (const mode of ['verify-full', 'verify-ca', 'require']) {
    it(`of ${mode} is encrypted for a server whose certificate is trusted, and refused by us for another`, async () => {
      assert.equal(await isEncrypted(`sslmode=${mode}&sslrootcert=${authority}`), true);
      await assert.rejects(isEncrypted(`sslmode=${mode}`), (error) => error instanceof StoreError && error.code === 'STORE_UNTRUSTED');
    });
  }

  it('of no-verify is encrypted, of disable it is not', async () => {
    assert.deepEqual([await isEncrypted('sslmode=no-verify'), await isEncrypted('sslmode=disable')], [true, false]);
  });

  it('is of one host only', async () => {
    const other = url.replace('127.0.0.1', 'localhost');
    await assert.rejects(
      openPostgresStore({ url: `${other}?sslmode=verify-full&sslrootcert=${authority}` }),
      (error) => error instanceof StoreError && error.code === 'STORE_UNTRUSTED',
    );
  });
});
