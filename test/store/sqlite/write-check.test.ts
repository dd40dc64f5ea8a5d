import assert from 'node:assert/strict';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import type { Store } from '../../../src/analysis/ports/store.ts';
import { StoreError } from '../../../src/errors.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { mayMount, smallDisk } from '../../support/small-disk.ts';
import { gaugeRecord, sampleAnalysis, sampleLook, sampleProfile, sampleProgress, seededValues } from '../samples.ts';
import { freshPath } from '../temporary-files.ts';

const code = (wanted: string) => (error: unknown) => error instanceof StoreError && error.code === wanted;

/** Saves looks of values that no packing makes small until one is refused; how many were kept. */
async function fill(store: Store): Promise<number> {
  await store.createAnalysis(sampleAnalysis('a'));
  for (let number = 1; ; number++) {
    const look = sampleLook('a', number);
    const records = [gaugeRecord('latency', seededValues(number, 4_000), seededValues(-number, 4_000))];
    try {
      await store.saveLook(look, records, sampleProgress(look));
    } catch (error) {
      assert.ok(code('STORE_FULL')(error), String(error));
      return number - 1;
    }
  }
}

/** Overwrites the first page of the table in the file, as a bad block would; nothing else is on that page. */
function spoilTable(file: string, table: string): void {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const { rootpage } = db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(table)!;
  const { page_size } = db.prepare('PRAGMA page_size').get()!;
  db.close();
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(Number(page_size), 0x5a), 0, Number(page_size), (Number(rootpage) - 1) * Number(page_size));
  closeSync(handle);
}

describe('the check of a store', () => {
  it('says that the disk is full, until there is room, and what was kept is there', {
    skip: !mayMount() && 'needs to mount',
  }, async (t) => {
    const disk = smallDisk(t, { megabytes: 3 });
    const store = await openSqliteStore({ path: path.join(disk.folder, 's.db') });
    t.after(() => store.close());
    await store.check();
    const kept = await fill(store);
    assert.ok(kept > 5, `${kept} looks`);
    await assert.rejects(store.check(), code('STORE_FULL'));
    assert.equal((await store.findAnalysis('a'))?.looks, kept);
    disk.resize(8);
    await store.check();
    const next = sampleLook('a', kept + 1);
    assert.equal(await store.saveLook(next, [], sampleProgress(next)), true);
  });

  it('says that a disk is about to be full', { skip: !mayMount() && 'needs to mount' }, async (t) => {
    const disk = smallDisk(t, { megabytes: 1 });
    mkdirSync(path.join(disk.folder, 'data'));
    const store = await openSqliteStore({ path: path.join(disk.folder, 'data', 's.db') });
    t.after(() => store.close());
    await assert.rejects(
      store.check(),
      (error: Error) => code('STORE_FULL')(error) && / cannot grow: its disk has \d+ bytes left$/.test(error.message),
    );
  });

  it('says that another program has locked the file, without waiting for long, until it lets go', async (t) => {
    const file = freshPath();
    const store = await openSqliteStore({ path: file });
    t.after(() => store.close());
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    await assert.rejects(store.check(), code('STORE_LOCKED'));
    await assert.rejects(store.createAnalysis(sampleAnalysis('a')), code('STORE_LOCKED'));
    assert.equal(await store.findAnalysis('a'), undefined, 'readers are not kept out');
    other.exec('ROLLBACK');
    other.close();
    await store.check();
    assert.equal((await store.createAnalysis(sampleAnalysis('a'))).created, true);
  });

  it('says that the last change found the file damaged, until one goes well', async (t) => {
    const file = freshPath();
    const store = await openSqliteStore({ path: file });
    t.after(() => store.close());
    await store.createAnalysis(sampleAnalysis('a'));
    spoilTable(file, 'look');
    const look = sampleLook('a', 1);
    await assert.rejects(store.saveLook(look, [], sampleProgress(look)), code('STORE_CORRUPT'));
    await assert.rejects(store.check(), code('STORE_CORRUPT'));
    await store.saveNoiseProfile('checkout', sampleProfile());
    await store.check();
  });

  it('of one that was opened for reading changes nothing', async (t) => {
    const file = freshPath();
    const writer = await openSqliteStore({ path: file });
    t.after(() => writer.close());
    const reader = await openSqliteStore({ path: file, readOnly: true });
    t.after(() => reader.close());
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    await reader.check();
    other.close();
  });
});
