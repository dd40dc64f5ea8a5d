import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it, type TestContext } from 'node:test';

import type { AnyDocument } from '../../support/config-document.ts';
import { missing } from '../../support/debian.ts';
import { startPrometheus } from '../../support/prometheus.ts';
import { openMetrics } from '../../support/samples.ts';
import type { RunningServer } from '../../support/server-process.ts';
import { mayMount, smallDisk } from '../../support/small-disk.ts';
import { post } from '../api.ts';
import { serinus, serve } from '../command-line.ts';
import { type Program, startProgram, userFolder } from '../program.ts';
import { MINUTE, shopSeries } from '../shop.ts';
import { shopConfig } from '../shop-config.ts';

const T0 = Date.UTC(2026, 2, 2, 9);
const START = T0 + 5 * MINUTE;
const SIDES = { control: { version: 'v1' }, candidate: { version: 'v3' } };
/** An analysis whose looks fail is tried again every 16 ticks, at the least. */
const TICKS = 20;
const skip = mayMount() ? missing('prometheus') : 'needs to mount';

describe('a store that cannot be written to while the program runs', { skip: missing('prometheus') }, () => {
  let prometheus: RunningServer;
  before(async () => {
    prometheus = await startPrometheus({ blocks: openMetrics(shopSeries(T0)) });
  });
  after(() => prometheus?.stop());

  interface Stage {
    readonly program: Program;
    readonly storePath: string;
    readonly break: () => void;
    readonly mend: () => void;
    readonly code: string;
  }
  const cases: readonly {
    readonly name: string;
    readonly skip: string | false;
    readonly stage: (t: TestContext) => Omit<Stage, 'program'>;
  }[] = [
    {
      name: 'a full disk',
      skip: mayMount() ? false : 'needs to mount',
      stage(t) {
        const { folder } = smallDisk(t, { megabytes: 8 });
        const filler = path.join(folder, 'filler');
        return {
          storePath: path.join(folder, 'serinus.db'),
          break() {
            const { bavail, bsize } = statfsSync(folder);
            writeFileSync(filler, Buffer.alloc(bavail * bsize));
          },
          mend: () => rmSync(filler),
          code: 'STORE_FULL',
        };
      },
    },
    {
      name: 'another program that has locked it',
      skip: false,
      stage(t) {
        const { folder, remove } = userFolder([]);
        t.after(remove);
        const storePath = path.join(folder, 'serinus.db');
        let other: DatabaseSync | undefined;
        return {
          storePath,
          break() {
            other = new DatabaseSync(storePath);
            other.exec('BEGIN IMMEDIATE');
          },
          mend: () => other?.close(),
          code: 'STORE_LOCKED',
        };
      },
    },
  ];
  for (const { name, skip, stage } of cases) {
    it(`${name}: what was acknowledged is answered, what is new is refused, looks stay due and are made later`, { skip }, async (t) => {
      const { storePath, break: breakIt, mend, code } = stage(t);
      const user = userFolder([shopConfig('shop')]);
      const environment = { SERINUS_STORE: storePath };
      const program = await startProgram({ prometheusUrl: prometheus.url, environment, folder: user.folder, nowMs: START });
      t.after(async () => {
        await program.stop();
        user.remove();
      });
      const id = await program.api.start('shop', 'v2', START);
      await program.moveTo(START + 10 * MINUTE);
      const kept = await program.api.looks(id);
      assert.equal(kept.length, 5);
      assert.equal((await program.api.ask('/readyz')).status, 200);

      breakIt();
      await program.moveTo(START + 20 * MINUTE);
      const { status, body: readiness } = await program.api.ask('/readyz');
      const check = readiness.checks.find((one: AnyDocument) => one.name === 'store');
      assert.deepEqual([status, check.ok], [503, false]);
      assert.ok(check.message.includes(storePath), check.message);
      const refused = await program.api.ask('/analyses', post({ config: 'shop', ...SIDES, start: new Date(START).toISOString() }));
      assert.deepEqual([refused.status, refused.body.code], [503, code]);
      assert.deepEqual(await program.api.looks(id), kept);
      const { verdict, look } = await program.api.verdict(id);
      assert.deepEqual([verdict, look], ['continue', 5]);
      const metrics = await (await fetch(`${program.api.url}/metrics`)).text();
      assert.match(metrics, /^serinus_look_failures_total [1-9]/m);

      mend();
      assert.equal((await program.api.ask('/readyz')).status, 200);
      for (let tick = 0; tick < TICKS; tick++) await program.moveTo(START + 20 * MINUTE);
      const looks = await program.api.looks(id);
      assert.deepEqual(looks.slice(0, kept.length), kept);
      assert.deepEqual(
        looks.map(({ slot }) => Date.parse(slot)),
        Array.from({ length: 10 }, (_, i) => START + (i + 1) * 2 * MINUTE),
      );
      await program.api.start('shop', 'v3', START);
    });
  }
});

describe('a store that serinus serve cannot take', () => {
  const user = userFolder([shopConfig('shop')]);
  after(() => user.remove());
  const environment = (store: string): Record<string, string> => ({
    SERINUS_CONFIGS: user.place('configs'),
    SERINUS_STORE: store,
    LOG_LEVEL: 'error',
    PORT: '0',
  });

  it('on a disk that may only be read: status 69, and it starts once it may write', { skip }, async (t) => {
    const disk = smallDisk(t, { megabytes: 8 });
    const store = path.join(disk.folder, 'serinus.db');
    assert.equal(await (await serve(environment(store))).stop(), 0);
    disk.makeReadOnly();
    const { status, stderr } = await serinus(['serve'], environment(store));
    assert.equal(status, 69);
    assert.match(stderr, /^serinus: the store \S+serinus\.db cannot be (written to|opened)/m);
    disk.resize(8);
    assert.equal(await (await serve(environment(store))).stop(), 0);
  });

  it('damaged: status 69, the file is left as it is and no new one is made', async () => {
    const store = user.place('damaged.db');
    const files = (): string[] => readdirSync(user.folder).sort();
    assert.equal(await (await serve(environment(store))).stop(), 0);
    truncateSync(store, Math.floor(readFileSync(store).length / 8192) * 4096);
    const [before, filesBefore] = [readFileSync(store), files()];
    const { status, stderr } = await serinus(['serve'], environment(store));
    assert.equal(status, 69);
    assert.match(stderr, /^serinus: the store \S+damaged\.db is damaged/m);
    assert.deepEqual(readFileSync(store), before);
    assert.deepEqual(files(), filesBefore);
  });
});
