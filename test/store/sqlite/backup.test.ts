import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, linkSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { StoreError } from '../../../src/errors.ts';
import { backupSqliteStore } from '../../../src/store/sqlite/backup.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { bitsOf } from '../arbitrary-records.ts';
import { addLooks, gaugeRecord, sampleAnalysis, sampleLook, sampleProgress, seededValues } from '../samples.ts';
import { freshPath } from '../temporary-files.ts';

const WRITER = path.join(import.meta.dirname, 'write-looks.ts');
const storeError = (code: string, says: RegExp) => (error: unknown) =>
  error instanceof StoreError && error.code === code && says.test(error.message);

async function storeWithLooks(looks: number): Promise<string> {
  const file = freshPath();
  const store = await openSqliteStore({ path: file });
  await store.createAnalysis(sampleAnalysis('a'));
  await addLooks(store, 'a', looks);
  await store.close();
  return file;
}

describe('a backup', () => {
  it('is a store with everything that was acknowledged before, and its writer goes on', async () => {
    const [from, to] = [freshPath(), freshPath()];
    const store = await openSqliteStore({ path: from });
    await store.createAnalysis(sampleAnalysis('a'));
    const values = seededValues(3, 150);
    const records = [gaugeRecord('latency', values, values)];
    const look = sampleLook('a', 1);
    await store.saveLook(look, records, sampleProgress(look));
    const { bytes, ...counted } = backupSqliteStore({ from, to, overwrite: false });
    assert.deepEqual(counted, { analyses: 1, looks: 1 });
    assert.equal(bytes, readFileSync(to).length);
    const next = sampleLook('a', 2);
    assert.equal(await store.saveLook(next, [], sampleProgress(next)), true);
    await store.close();

    const copy = await openSqliteStore({ path: to });
    assert.equal((await copy.findAnalysis('a'))?.looks, 1);
    assert.deepEqual(bitsOf(await copy.findRecords('a', look.slotMs)), bitsOf(records));
    assert.equal(await copy.saveLook(next, [], sampleProgress(next)), true, 'and can be served from');
    await copy.close();
  });

  it('taken under load has every look that was acknowledged until then, after kill -9 of the writer too', { timeout: 60_000 }, async () => {
    const from = freshPath();
    const child = spawn(process.execPath, [WRITER, from, 'run'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const backups: { readonly to: string; readonly acknowledged: number }[] = [];
    let acknowledged = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'open') continue;
      acknowledged = Number(line);
      if (acknowledged < (backups.length + 1) * 100) continue;
      const to = freshPath();
      backupSqliteStore({ from, to, overwrite: false });
      backups.push({ to, acknowledged });
      if (backups.length === 3) break;
    }
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    assert.equal(backups.length, 3);
    const values = seededValues(7, 5000);
    for (const backup of backups) {
      const store = await openSqliteStore({ path: backup.to });
      const looks = (await store.findAnalysis('run'))?.looks ?? 0;
      assert.ok(looks >= backup.acknowledged, `${looks} of ${backup.acknowledged} looks`);
      for (let number = 1; number <= looks; number++) {
        const look = sampleLook('run', number);
        assert.deepEqual(await store.findLook('run', look.slotMs), look);
        const seen = values.subarray(0, number);
        assert.deepEqual(bitsOf(await store.findRecords('run', look.slotMs)), bitsOf([gaugeRecord('latency', seen, seen)]));
      }
      assert.deepEqual(
        (await store.outboxDepths()).map(({ messages }) => messages),
        [looks],
      );
      await store.close();
    }
  });

  it('replaces a file only when it is told to', async () => {
    const [from, to] = [await storeWithLooks(2), freshPath()];
    writeFileSync(to, 'of somebody else');
    assert.throws(() => backupSqliteStore({ from, to, overwrite: false }), storeError('STORE_FILE_TAKEN', /is there already/));
    assert.equal(readFileSync(to, 'utf8'), 'of somebody else');
    assert.equal(backupSqliteStore({ from, to, overwrite: true }).looks, 2);
    assert.equal((await (await openSqliteStore({ path: to })).findAnalysis('a'))?.looks, 2);
  });

  it('never replaces the store itself, by whatever name', async () => {
    const from = await storeWithLooks(1);
    const [link, hard] = [freshPath(), freshPath()];
    symlinkSync(from, link);
    linkSync(from, hard);
    for (const to of [from, link, hard])
      assert.throws(() => backupSqliteStore({ from, to, overwrite: true }), storeError('STORE_FILE_TAKEN', /is the store itself/));
  });

  it('never takes the place of a store that is in use', async () => {
    const [from, to] = [await storeWithLooks(1), await storeWithLooks(5)];
    const other = await openSqliteStore({ path: to });
    await other.createAnalysis(sampleAnalysis('b'));
    assert.throws(() => backupSqliteStore({ from, to, overwrite: true }), storeError('STORE_FILE_TAKEN', /-wal is there/));
    assert.equal((await other.findAnalysis('a'))?.looks, 5);
    await other.close();
  });

  it('of a damaged store is not made', async () => {
    const [from, to] = [await storeWithLooks(300), freshPath()];
    const bytes = readFileSync(from);
    bytes.fill(0x5a, 3 * 4096, 20 * 4096);
    writeFileSync(from, bytes);
    assert.throws(() => backupSqliteStore({ from, to, overwrite: false }), storeError('STORE_CORRUPT', /is damaged/));
    assert.deepEqual([existsSync(to), existsSync(`${to}.partial`)], [false, false]);
  });

  it('whose rows refer to nothing is not made', async () => {
    const [from, to] = [await storeWithLooks(3), freshPath()];
    const db = new DatabaseSync(from, { enableForeignKeyConstraints: false });
    db.exec('DELETE FROM analysis');
    db.close();
    assert.throws(() => backupSqliteStore({ from, to, overwrite: false }), storeError('STORE_CORRUPT', /rows are missing/));
    assert.equal(existsSync(to), false);
  });

  it('goes on where one that was killed has left a part', async () => {
    const [from, to] = [await storeWithLooks(1), freshPath()];
    writeFileSync(`${to}.partial`, 'half');
    backupSqliteStore({ from, to, overwrite: false });
    assert.equal(existsSync(`${to}.partial`), false);
  });

  it('is made of a store of an earlier version, before it is brought to this one', () => {
    const [from, to] = [freshPath(), freshPath()];
    const db = new DatabaseSync(from);
    db.exec(`CREATE TABLE analysis (id); CREATE TABLE look (id); PRAGMA application_id = ${0x53657269}; PRAGMA user_version = 1`);
    db.close();
    assert.equal(backupSqliteStore({ from, to, overwrite: false }).looks, 0);
    const copy = new DatabaseSync(to, { readOnly: true });
    assert.equal(copy.prepare('PRAGMA user_version').get()?.user_version, 1);
    copy.close();
  });

  it('gives back space when it is served from, as its store does', async () => {
    const [from, to] = [await storeWithLooks(1), freshPath()];
    backupSqliteStore({ from, to, overwrite: false });
    const copy = new DatabaseSync(to, { readOnly: true });
    assert.equal(copy.prepare('PRAGMA auto_vacuum').get()?.auto_vacuum, 2);
    copy.close();
  });

  const refused = [
    { name: 'where there is no store', from: () => freshPath(), to: () => freshPath(), code: 'STORE_MISSING', says: /there is no store/ },
    {
      name: 'of an empty file',
      from: () => {
        const file = freshPath();
        writeFileSync(file, '');
        return file;
      },
      to: () => freshPath(),
      code: 'STORE_MISSING',
      says: /it is empty/,
    },
    { name: 'to a folder that is not there', to: () => path.join(freshPath(), 'x.db'), code: 'STORE_CANNOT_OPEN', says: /on its way to/ },
  ];
  for (const { name, from, to, code, says } of refused)
    it(`is refused ${name}`, async () => {
      const file = from === undefined ? await storeWithLooks(1) : from();
      assert.throws(() => backupSqliteStore({ from: file, to: to(), overwrite: false }), storeError(code, says));
    });
});
