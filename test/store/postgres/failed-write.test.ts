import assert from 'node:assert/strict';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { StoreError } from '../../../src/errors.ts';
import { openFailedWrite } from '../../../src/store/postgres/failed-write.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { missing } from '../../support/debian.ts';
import { startPostgres } from '../../support/postgres.ts';
import { mayMount, smallDisk } from '../../support/small-disk.ts';
import { gaugeRecord, sampleAnalysis, sampleLook, sampleProgress, seededValues } from '../samples.ts';

const code = (wanted: string) => (error: unknown) => error instanceof StoreError && error.code === wanted;

describe('a change that a database could not keep', () => {
  const failing = (of: `STORE_${string}`) => Promise.reject(new StoreError(of, 'no'));
  const cases: readonly { readonly name: string; readonly of: `STORE_${string}`; readonly afterMs: number; readonly isSaid: boolean }[] = [
    { name: 'for want of room is said', of: 'STORE_FULL', afterMs: 59_000, isSaid: true },
    { name: 'is not said for ever: nobody may write until it is', of: 'STORE_FULL', afterMs: 60_000, isSaid: false },
    { name: 'for a conflict is no trouble of the store', of: 'STORE_CONFLICT', afterMs: 0, isSaid: false },
  ];
  for (const { name, of, afterMs, isSaid } of cases) {
    it(name, async () => {
      let now = 0;
      const failed = openFailedWrite(() => now);
      await assert.rejects(failed.watch(failing(of)), code(of));
      now += afterMs;
      if (isSaid) assert.throws(failed.assertNone, code(of));
      else failed.assertNone();
    });
  }

  it('is forgotten with one that it kept', async () => {
    const failed = openFailedWrite(() => 0);
    await assert.rejects(failed.watch(failing('STORE_IO')));
    assert.equal(await failed.watch(Promise.resolve(7)), 7);
    failed.assertNone();
  });
});

describe('a PostgreSQL whose disk is full', { skip: mayMount() ? missing('postgresql') : 'needs to mount' }, () => {
  it('is said by the check, until a change is kept again, and keeps what it had', async (t) => {
    const disk = smallDisk(t, { megabytes: 160 });
    const { TMPDIR } = process.env;
    process.env.TMPDIR = disk.folder;
    const server = await startPostgres().finally(() => {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
    });
    t.after(() => server.stop());
    const store = await openPostgresStore({ url: await server.newDatabase() });
    t.after(() => store.close());
    await store.createAnalysis(sampleAnalysis('a'));

    const { bavail, bsize } = statfsSync(disk.folder);
    const filler = path.join(disk.folder, 'filler');
    writeFileSync(filler, Buffer.alloc(bavail * bsize));
    let kept = 0;
    const save = (number: number): Promise<boolean> => {
      const look = sampleLook('a', number);
      return store.saveLook(
        look,
        [gaugeRecord('latency', seededValues(number, 4_000), seededValues(-number, 4_000))],
        sampleProgress(look),
      );
    };
    await assert.rejects(async () => {
      for (;;) {
        await save(kept + 1);
        kept++;
      }
    }, code('STORE_FULL'));
    await assert.rejects(store.check(), code('STORE_FULL'));
    assert.equal((await store.findAnalysis('a'))?.looks, kept);
    rmSync(filler);
    assert.equal(await save(kept + 1), true);
    await store.check();
  });
});
