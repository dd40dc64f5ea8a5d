import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { inspect } from 'node:util';
import type { Environment } from '../../src/config/environment.ts';
import { loadSettings } from '../../src/config/settings.ts';
import { SettingsError } from '../../src/config/settings-error.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'serinus-store-settings-'));
after(() => rmSync(folder, { recursive: true }));

const URL = 'postgresql://serinus:s3cret-of-the-store@db.example/serinus';
writeFileSync(path.join(folder, 'url'), `${URL}\n`);

/** The store of a settings file with this text. */
async function storeOf(text: string, env: Environment = {}, flags: { readonly store?: string } = {}) {
  const settings = path.join(folder, 'settings.yaml');
  writeFileSync(settings, text);
  return (await loadSettings(env, { settings, ...flags })).store;
}

describe('the store of the settings', () => {
  const databases: readonly { readonly name: string; readonly text: string; readonly env?: Environment }[] = [
    { name: 'DATABASE_URL, which wins over the default file', text: '', env: { DATABASE_URL: URL } },
    { name: 'a variable that the file names', text: 'store: {urlEnv: STORE}', env: { STORE: URL } },
    { name: 'a file that the file names', text: 'store: {urlFile: url}' },
    { name: 'DATABASE_URL rather than the file', text: 'store: {urlEnv: ABSENT}', env: { DATABASE_URL: URL } },
  ];
  for (const { name, text, env } of databases) {
    it(`is the database of ${name}`, async () => {
      const { kind, ...rest } = await storeOf(text, env);
      assert.ok(kind === 'postgres' && 'url' in rest);
      const { url, ...others } = rest;
      assert.equal(url.reveal(), URL);
      assert.deepEqual(others, { poolSize: 10, connectTimeoutMs: 5_000, statementTimeoutMs: 30_000 });
    });
  }

  it('has the limits that the file gives, wherever the address stands', async () => {
    const store = await storeOf('store: {poolSize: 3, connectTimeout: 500ms, statementTimeout: 2m}', { DATABASE_URL: URL });
    assert.ok(store.kind === 'postgres');
    assert.deepEqual([store.poolSize, store.connectTimeoutMs, store.statementTimeoutMs], [3, 500, 120_000]);
  });

  it('is the file of the command line before any other', async () => {
    assert.deepEqual(await storeOf('', { DATABASE_URL: URL }, { store: 'a.db' }), { kind: 'sqlite', path: 'a.db' });
  });

  it('does not show its address', async () => {
    const store = await storeOf('', { DATABASE_URL: URL });
    for (const shown of [inspect(store, { depth: 9, showHidden: true }), JSON.stringify(store)]) assert.doesNotMatch(shown, /s3cret/);
  });

  const refused: readonly { readonly name: string; readonly text: string; readonly env?: Environment; readonly says: RegExp }[] = [
    {
      name: 'a file and a database in the environment',
      ...{
        text: '',
        env: { DATABASE_URL: URL, SERINUS_STORE: 'a.db' },
        says: /store: SERINUS_STORE is a file and DATABASE_URL a database/,
      },
    },
    {
      name: 'a file here and a database there',
      ...{ text: 'store: {path: a.db}', env: { DATABASE_URL: URL }, says: /store\.path is a file and DATABASE_URL a database/ },
    },
    { name: 'both in one place', text: 'store: {path: a.db, urlFile: url}', says: /store\.path is a file and store\.urlFile a database/ },
    {
      name: 'two places of the address',
      text: 'store: {urlEnv: A, urlFile: url}',
      says: /store\.url: name either an environment variable or/,
    },
    { name: 'a variable that is not set', text: 'store: {urlEnv: ABSENT}', says: /store\.url: the environment variable ABSENT is not set/ },
    { name: 'an address in the file itself', text: `store: {url: "${URL}"}`, says: /settings\.yaml:1: store\.url/ },
    { name: 'another database', text: '', env: { DATABASE_URL: 'mysql://s3cret@db' }, says: /DATABASE_URL: begins with neither postgres:/ },
    { name: 'limits of a database without one', text: 'store: {path: a.db, poolSize: 3}', says: /store\.poolSize: is for a database/ },
    { name: 'no connections', text: 'store: {urlFile: url, poolSize: 0}', says: /store\.poolSize/ },
    { name: 'no time', text: 'store: {urlFile: url, statementTimeout: 0s}', says: /store\.statementTimeout: must be above 0/ },
    { name: 'nothing', text: 'store: {}', says: /settings\.yaml:1: store/ },
  ];
  for (const { name, text, env, says } of refused) {
    it(`refuses ${name}`, async () => {
      await assert.rejects(storeOf(text, env), (error) => {
        assert.ok(error instanceof SettingsError);
        assert.match(error.message, says);
        assert.doesNotMatch(inspect(error), /s3cret/);
        return true;
      });
    });
  }
});
