import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

import type { AnyDocument } from '../../support/config-document.ts';
import { missing } from '../../support/debian.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres.ts';
import { startPrometheus } from '../../support/prometheus.ts';
import { openMetrics } from '../../support/samples.ts';
import type { RunningServer } from '../../support/server-process.ts';
import { post } from '../api.ts';
import { type Program, startProgram, userFolder } from '../program.ts';
import { MINUTE, shopSeries } from '../shop.ts';
import { shopConfig } from '../shop-config.ts';

const T0 = Date.UTC(2026, 2, 2, 9);
const START = T0 + 5 * MINUTE;
const MAX_CONNECTIONS = 20;
/** An analysis whose looks fail is tried again every 16 ticks, at the least. */
const TICKS = 20;
const BACKENDS = "FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";

describe('the database of the store fails under the program', { skip: missing('prometheus', 'postgresql') }, () => {
  let prometheus: RunningServer;
  let database: PostgresServer;
  let program: Program;
  const user = userFolder([shopConfig('shop', { duration: { min: '110m', max: '2h' } })]);
  before(async () => {
    const settings = [`max_connections=${MAX_CONNECTIONS}`, 'superuser_reserved_connections=0'];
    [prometheus, database] = await Promise.all([startPrometheus({ blocks: openMetrics(shopSeries(T0)) }), startPostgres({ settings })]);
    const environment = { DATABASE_URL: await database.newDatabase(), SERINUS_STORE: '' };
    program = await startProgram({ prometheusUrl: prometheus.url, environment, folder: user.folder, nowMs: START });
  });
  after(async () => {
    await program?.stop();
    await Promise.all([prometheus?.stop(), database?.stop()]);
    user.remove();
  });
  const asked = (candidate: string) => {
    const sides = { control: { version: 'v1' }, candidate: { version: candidate } };
    return post({ config: 'shop', ...sides, start: new Date(START).toISOString(), key: candidate });
  };
  const storeCheck = async (): Promise<AnyDocument> => {
    for (;;) {
      const { status, body } = await program.api.ask('/readyz');
      const check = body.checks.find(({ name }: AnyDocument) => name === 'store');
      assert.equal(status, check.ok ? 200 : 503);
      // A busy machine may not come to an answer in time.
      if (!/no answer within|did not answer in time/.test(check.message)) return check;
    }
  };
  const slots = async (id: string): Promise<number[]> => (await program.api.looks(id)).map(({ slot }) => Date.parse(slot));
  /** The slots until that minute, each once and in order. */
  const until = (minute: number): number[] => Array.from({ length: minute / 2 }, (_, i) => START + (i + 1) * 2 * MINUTE);
  const catchUp = async (minute: number): Promise<void> => {
    for (let tick = 0; tick < TICKS; tick++) await program.moveTo(START + minute * MINUTE);
  };

  it('killed and started again: 503 with its name meanwhile, nothing acknowledged is lost, the looks are made later', async () => {
    const { id } = (await program.api.ask('/analyses', asked('v2'))).body;
    await program.moveTo(START + 10 * MINUTE);
    const kept = await program.api.looks(id);
    await database.kill();
    await program.moveTo(START + 20 * MINUTE);
    const check = await storeCheck();
    assert.equal(check.ok, false);
    assert.match(check.message, /^the store 127\.0\.0\.1:\d+\/store_1 cannot be reached/);
    for (const [path, init] of [
      [`/verdict?analysis=${id}`, undefined],
      ['/analyses', asked('v5')],
    ] as const) {
      const { status, body } = await program.api.ask(path, init);
      assert.deepEqual([status, body.code], [503, 'STORE_UNAVAILABLE'], path);
    }
    await database.restart();
    assert.equal((await storeCheck()).ok, true);
    await catchUp(20);
    assert.deepEqual((await program.api.looks(id)).slice(0, 5), kept);
    assert.deepEqual(await slots(id), until(20));
  });

  it('cuts every connection in the middle of transactions, time and again: each look is there, once', async () => {
    const ids: string[] = [];
    for (const version of ['v3', 'v4', 'v5']) ids.push((await program.api.ask('/analyses', asked(version))).body.id);
    let cuts = 0;
    let isOver = false;
    const cutting = (async () => {
      while (!isOver) {
        const [row] = await database.sql(`SELECT count(pg_terminate_backend(pid))::int AS n ${BACKENDS}`);
        cuts += Number(row?.n);
        await sleep(100);
      }
    })();
    await catchUp(60);
    isOver = true;
    await cutting;
    assert.ok(cuts > 10, `${cuts} connections cut`);
    await catchUp(60);
    assert.equal((await storeCheck()).ok, true);
    for (const id of ids) {
      const made = await slots(id);
      assert.ok(made.length > 0);
      assert.deepEqual(made, until(60).slice(0, made.length));
      const { status, looks } = await program.api.get(`/analyses/${id}`);
      assert.equal(looks, made.length);
      if (status === 'running') assert.equal(made.length, 30);
    }
  });

  it('has no connection left: 503 that says what to do, and the looks are made once it has', async () => {
    const hogs: pg.Client[] = [];
    const url = await database.newDatabase();
    const hog = async (): Promise<boolean> => {
      const client = new pg.Client({ connectionString: url });
      client.on('error', () => undefined);
      const isIn = await client.connect().then(
        () => true,
        () => false,
      );
      if (isIn) hogs.push(client);
      return isIn;
    };
    while (await hog());
    // Those of the program go, and others take their places.
    await hogs[0]!.query(`SELECT pg_terminate_backend(pid) ${BACKENDS} AND datname = 'store_1'`);
    for (let i = 0; i < MAX_CONNECTIONS; i++) await hog();
    const check = await storeCheck();
    assert.equal(check.ok, false);
    assert.match(check.message, /has no connection left: lower store\.poolSize or raise its max_connections/);
    const { status, body } = await program.api.ask('/analyses', asked('v2'));
    assert.deepEqual([status, body.code], [503, 'STORE_TOO_MANY_CONNECTIONS']);
    await program.moveTo(START + 70 * MINUTE);
    await Promise.all(hogs.map((client) => client.end()));
    assert.equal((await storeCheck()).ok, true);
    await catchUp(70);
    const { status: found, body: analysis } = await program.api.ask('/analyses', asked('v2'));
    assert.deepEqual([found, analysis.looks], [200, 35]);
  });
});
