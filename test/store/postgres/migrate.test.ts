import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StoreError } from '../../../src/errors.ts';
import { MIGRATIONS } from '../../../src/store/postgres/migrations.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { missing } from '../../support/debian.ts';
import { sampleAnalysis, sampleProfile } from '../samples.ts';
import { temporaryServer } from './temporary-server.ts';

const code =
  (wanted: string, says = /./) =>
  (error: unknown) =>
    error instanceof StoreError && error.code === wanted && says.test(error.message);

describe('the schema of a PostgreSQL store', { skip: missing('postgresql') }, () => {
  const server = temporaryServer();
  const sql = (text: string, url: string) => server.get().sql(text, url);
  /** What is in the schema: every column, index, constraint, trigger. */
  const schemaOf = (url: string) =>
    sql(
      `SELECT table_name, column_name, data_type, collation_name, is_nullable, column_default FROM information_schema.columns
         WHERE table_schema = 'serinus'
       UNION ALL SELECT tablename, indexname, indexdef, NULL, NULL, NULL FROM pg_indexes WHERE schemaname = 'serinus'
       UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(pg_constraint.oid), NULL, NULL, NULL FROM pg_constraint
         WHERE connamespace = 'serinus'::regnamespace
       UNION ALL SELECT tgrelid::regclass::text, tgname, NULL, NULL, NULL, NULL FROM pg_trigger
         WHERE tgrelid::regclass::text LIKE 'serinus.%' AND NOT tgisinternal
       ORDER BY 1, 2, 3`,
      url,
    );
  /** A database as that version of the schema left it. */
  const ofVersion = async (version: number): Promise<string> => {
    const url = await server.get().newDatabase();
    await sql(
      `CREATE SCHEMA serinus; ${MIGRATIONS.slice(0, version).join(';')};
       CREATE TABLE serinus.schema_version (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL);
       INSERT INTO serinus.schema_version VALUES (1, ${version})`,
      url,
    );
    return url;
  };

  it('is made once by replicas that start at one time, and all of them have it', async () => {
    const url = await server.get().newDatabase();
    const stores = await Promise.all(Array.from({ length: 8 }, () => openPostgresStore({ url, poolSize: 2 })));
    await stores[0]!.createAnalysis(sampleAnalysis('a'));
    for (const store of stores) assert.equal((await store.findAnalysis('a'))?.id, 'a');
    for (const store of stores) await store.close();
    assert.deepEqual(await sql('SELECT version FROM serinus.schema_version', url), [{ version: MIGRATIONS.length }]);
  });

  for (let version = 1; version < MIGRATIONS.length; version++) {
    it(`is brought from version ${version} to that of a new store, which keeps what it has`, async () => {
      const url = await ofVersion(version);
      await sql("INSERT INTO serinus.noise_profile VALUES ('checkout', 'cpu', 'hash', 1, '')", url);
      const fresh = await server.get().newDatabase();
      for (const place of [url, fresh]) {
        const store = await openPostgresStore({ url: place });
        await store.saveNoiseProfile('other', sampleProfile());
        await store.close();
      }
      assert.deepEqual(await schemaOf(url), await schemaOf(fresh));
      const kept = await sql("SELECT count(*)::int AS n FROM serinus.noise_profile WHERE config_name = 'checkout'", url);
      assert.deepEqual(kept, [{ n: 1 }]);
    });
  }

  it('of a later version is refused and left as it was, by readers too', async () => {
    const url = await ofVersion(MIGRATIONS.length);
    await sql('UPDATE serinus.schema_version SET version = version + 1', url);
    const before = await schemaOf(url);
    const newer = code('STORE_TOO_NEW', new RegExp(`has schema ${MIGRATIONS.length + 1}, this program knows up to ${MIGRATIONS.length}`));
    for (const readOnly of [false, true]) await assert.rejects(openPostgresStore({ url, readOnly }), newer);
    assert.deepEqual(await schemaOf(url), before);
  });

  it('of an earlier version is not changed by a reader', async () => {
    const url = await ofVersion(1);
    await assert.rejects(openPostgresStore({ url, readOnly: true }), code('STORE_TOO_OLD'));
    assert.deepEqual(await sql('SELECT version FROM serinus.schema_version', url), [{ version: 1 }]);
  });

  it('is not made by a reader', async () => {
    const url = await server.get().newDatabase();
    await assert.rejects(openPostgresStore({ url, readOnly: true }), code('STORE_MISSING'));
    assert.deepEqual(await sql("SELECT FROM pg_namespace WHERE nspname = 'serinus'", url), []);
  });

  it('of another program is refused and left as it was', async () => {
    const url = await server.get().newDatabase();
    await sql('CREATE SCHEMA serinus; CREATE TABLE serinus.song (name TEXT)', url);
    const before = await schemaOf(url);
    await assert.rejects(openPostgresStore({ url }), code('STORE_FOREIGN', /of another program/));
    assert.deepEqual(await schemaOf(url), before);
  });

  it('is all there or not at all when making it fails', async () => {
    const url = await server.get().newDatabase();
    // Another program's function of the name that a later statement of the first migration makes.
    await sql(
      'CREATE SCHEMA serinus; CREATE FUNCTION serinus.keep_verdicts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$',
      url,
    );
    await assert.rejects(openPostgresStore({ url }), code('STORE_FAILED', /keep_verdicts/));
    assert.deepEqual(await schemaOf(url), []);
  });

  it('needs no right to make schemas where an administrator has made it, and says so where nobody has', async () => {
    const url = await server.get().newDatabase();
    await sql("DROP ROLE IF EXISTS narrow; CREATE ROLE narrow LOGIN PASSWORD 'narrow-s3cret'", url);
    const narrow = Object.assign(new URL(url), { username: 'narrow', password: 'narrow-s3cret' }).href;
    await assert.rejects(openPostgresStore({ url: narrow }), code('STORE_NOT_ALLOWED', /42501/));
    await sql('CREATE SCHEMA serinus AUTHORIZATION narrow', url);
    const store = await openPostgresStore({ url: narrow });
    await store.createAnalysis(sampleAnalysis('a'));
    await store.close();
  });
});
