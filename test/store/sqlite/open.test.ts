import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import type { Store } from '../../../src/analysis/ports/store.ts';
import { StoreError } from '../../../src/errors.ts';
import { MIGRATIONS } from '../../../src/store/sqlite/migrations.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { bitsOf } from '../arbitrary-records.ts';
import { gaugeRecord, sampleAnalysis, sampleLook, sampleProgress, seededValues } from '../samples.ts';
import { freshPath } from '../temporary-files.ts';

const code = (wanted: string) => (error: unknown) => error instanceof StoreError && error.code === wanted;
const refusal = (wanted: string, file: string) => (error: unknown) => code(wanted)(error) && String(error).includes(file);
const records = [gaugeRecord('latency', seededValues(1, 200), seededValues(2, 200))];

async function filled(file: string): Promise<Store> {
  const store = await openSqliteStore({ path: file });
  await store.createAnalysis(sampleAnalysis('a'));
  for (let number = 1; number <= 30; number++) {
    const look = sampleLook('a', number);
    await store.saveLook(look, records, sampleProgress(look));
  }
  return store;
}

/** Runs SQL on the file as another program would. */
function tamper(file: string, sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

describe('a store file', () => {
  it('has everything again after it was closed', async () => {
    const file = freshPath();
    await (await filled(file)).close();
    for (const readOnly of [false, true]) {
      const store = await openSqliteStore({ path: file, readOnly });
      const look = sampleLook('a', 30);
      assert.deepEqual(await store.findAnalysis('a'), { ...sampleAnalysis('a'), ...sampleProgress(look) });
      assert.deepEqual(await store.findLook('a'), look);
      assert.deepEqual(bitsOf(await store.findRecords('a', look.slotMs)), bitsOf(records));
      await store.close();
    }
  });

  it('writes each commit through to the disk', async () => {
    const file = freshPath();
    const store = await filled(file);
    // WAL is in the file's head (https://sqlite.org/fileformat.html, offsets 18 and 19), and what was committed is in the log already.
    assert.deepEqual([...readFileSync(file).subarray(18, 20)], [2, 2]);
    assert.ok(readFileSync(`${file}-wal`).length > 0);
    await store.close();
    assert.equal(existsSync(`${file}-wal`), false);
  });

  it('is one file by whatever path', async () => {
    const file = freshPath();
    const store = await filled(file);
    const link = freshPath();
    symlinkSync(file, link);
    await assert.rejects(openSqliteStore({ path: link }), code('STORE_LOCKED'));
    await store.close();
  });
});

describe('a closed store', () => {
  it('finds nothing, not even what it has just found', async () => {
    const store = await filled(freshPath());
    await store.findAnalysis('a');
    await store.close();
    await assert.rejects(store.findAnalysis('a'), code('STORE_CLOSED'));
  });
});

describe('a read-only store', () => {
  it('finds what its writer wrote since it last looked', async () => {
    const file = freshPath();
    const writer = await filled(file);
    const reader = await openSqliteStore({ path: file, readOnly: true });
    assert.equal((await reader.findAnalysis('a'))?.looks, 30);
    const look = sampleLook('a', 31);
    await writer.saveLook(look, [], sampleProgress(look));
    assert.equal((await reader.findAnalysis('a'))?.looks, 31);
    await reader.close();
    await writer.close();
  });

  it('refuses whatever would change it', async () => {
    const file = freshPath();
    const writer = await filled(file);
    const reader = await openSqliteStore({ path: file, readOnly: true });
    const look = sampleLook('a', 31);
    await assert.rejects(reader.createAnalysis(sampleAnalysis('b')), refusal('STORE_READ_ONLY', file));
    await assert.rejects(reader.saveLook(look, [], sampleProgress(look)), code('STORE_READ_ONLY'));
    await assert.rejects(reader.endAnalysis('a', { status: 'cancelled', reason: '', endedAtMs: 1 }), code('STORE_READ_ONLY'));
    await reader.check();
    await reader.close();
    await writer.close();
  });

  it('that is not there is not made', async () => {
    const file = freshPath();
    await assert.rejects(openSqliteStore({ path: file, readOnly: true }), refusal('STORE_MISSING', file));
    assert.equal(existsSync(file), false);
  });

  it('of an earlier version is left to a writer', async () => {
    const file = freshPath();
    writeFileSync(file, '');
    await assert.rejects(openSqliteStore({ path: file, readOnly: true }), refusal('STORE_TOO_OLD', file));
  });
});

describe('a file that cannot be served is refused and left as it was', () => {
  const cases: readonly { readonly name: string; readonly wanted: string; readonly spoil: (file: string) => void }[] = [
    { name: 'a newer version', wanted: 'STORE_TOO_NEW', spoil: (file) => tamper(file, `PRAGMA user_version = ${MIGRATIONS.length + 1}`) },
    { name: "another program's", wanted: 'STORE_FOREIGN', spoil: (file) => tamper(file, 'PRAGMA application_id = 1') },
    { name: 'not a database', wanted: 'STORE_CORRUPT', spoil: (file) => writeFileSync(file, 'analysis,verdict\n'.repeat(500)) },
    { name: 'damaged within', wanted: 'STORE_CORRUPT', spoil: overwriteMiddle },
    {
      name: 'cut short',
      wanted: 'STORE_CORRUPT',
      spoil: (file) => truncateSync(file, Math.floor(readFileSync(file).length / 8192) * 4096),
    },
  ];
  for (const { name, wanted, spoil } of cases) {
    it(name, async () => {
      const file = freshPath();
      await (await filled(file)).close();
      spoil(file);
      const before = readFileSync(file);
      await assert.rejects(openSqliteStore({ path: file }), refusal(wanted, file));
      assert.deepEqual(readFileSync(file), before);
      // A refusal does not keep the lock: the same again, and not STORE_LOCKED.
      await assert.rejects(openSqliteStore({ path: file }), code(wanted));
    });
  }

  function overwriteMiddle(file: string): void {
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 4096, bytes.length - 4096);
    writeFileSync(file, bytes);
  }

  it('a database of another program that has no mark at all', async () => {
    const file = freshPath();
    tamper(file, 'CREATE TABLE person (name TEXT)');
    const before = readFileSync(file);
    await assert.rejects(openSqliteStore({ path: file }), refusal('STORE_FOREIGN', file));
    assert.deepEqual(readFileSync(file), before);
  });

  it('a file that may only be read', { skip: process.getuid?.() === 0 && 'permissions do not bind root' }, async () => {
    const file = freshPath();
    await (await filled(file)).close();
    chmodSync(file, 0o444);
    await assert.rejects(openSqliteStore({ path: file }), refusal('STORE_READ_ONLY', file));
  });

  it('a directory, or a file in none', async () => {
    const file = freshPath();
    await assert.rejects(openSqliteStore({ path: path.dirname(file) }), code('STORE_CANNOT_OPEN'));
    await assert.rejects(openSqliteStore({ path: path.join(file, 'missing', 'x.db') }), code('STORE_CANNOT_OPEN'));
  });
});

describe('an open store', () => {
  it('says so when its file is removed or replaced', async () => {
    const file = freshPath();
    const store = await filled(file);
    await store.check();
    renameSync(file, `${file}.moved`);
    await assert.rejects(store.check(), refusal('STORE_MISSING', file));
    writeFileSync(file, '');
    await assert.rejects(store.check(), code('STORE_MISSING'));
    await store.close();
  });

  it('says that a series is damaged rather than give other numbers', async () => {
    const file = freshPath();
    await (await filled(file)).close();
    tamper(file, 'UPDATE chunk SET body = (SELECT body FROM chunk ORDER BY id DESC LIMIT 1)');
    const store = await openSqliteStore({ path: file });
    await assert.rejects(store.findRecords('a', sampleLook('a', 1).slotMs), refusal('STORE_CORRUPT', file));
    await store.close();
  });

  it('says that it is closed, and may be closed again', async () => {
    const store = await openSqliteStore({ path: ':memory:' });
    await store.close();
    await store.close();
    await assert.rejects(store.findAnalysis('a'), code('STORE_CLOSED'));
    await assert.rejects(store.check(), code('STORE_CLOSED'));
  });
});
