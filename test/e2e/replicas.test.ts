import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import type { AnyDocument } from '../support/config-document.ts';
import { missing } from '../support/debian.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { seeded } from '../support/random.ts';
import { openMetrics } from '../support/samples.ts';
import type { RunningServer } from '../support/server-process.ts';
import { post } from './api.ts';
import { type ServeProcess, serve } from './command-line.ts';
import { startProgram, userFolder } from './program.ts';
import { MINUTE, SHOP_MINUTES, shopSeries } from './shop.ts';
import { shopConfig } from './shop-config.ts';

/** `npm run test:replicas` takes 200. */
const ANALYSES = Number(process.env.SERINUS_ANALYSES ?? 32);
const KILLS = Math.max(3, Math.round(ANALYSES / 10));
const REPLICAS = 3;
const random = seeded(Number(process.env.SERINUS_SEED ?? 20_260_302));

// The clock is the machine's: the shop's two hours and a half have just passed.
const T0 = Math.floor(Date.now() / MINUTE) * MINUTE - SHOP_MINUTES * MINUTE;
/** Of the i-th analysis: its candidate, and a start of its own within 20 minutes. */
const startOf = (i: number) => ({
  config: 'shop',
  key: `analysis-${i}`,
  control: { version: 'v1' },
  candidate: { version: `v${2 + (i % 4)}` },
  start: new Date(T0 + 5 * MINUTE + Math.floor(((i % ANALYSES) * 20) / ANALYSES) * MINUTE + i * 1_000).toISOString(),
});
const numbers = Array.from({ length: ANALYSES }, (_, i) => i);
const NEEDED = ['prometheus', 'postgresql'] as const;

/** A look without what says who made it and when. */
const judged = ({ analysis: _, startedAt: __, finishedAt: ___, ...look }: AnyDocument): AnyDocument => look;

describe(`${REPLICAS} replicas on one database, killed ${KILLS} times`, { skip: missing(...NEEDED), timeout: 600_000 }, () => {
  let prometheus: RunningServer;
  let database: PostgresServer;
  let url: string;
  const replicas: (ServeProcess | undefined)[] = Array.from({ length: REPLICAS });
  const user = userFolder([shopConfig('shop', { interval: '20m' })]);
  /** Every look of each analysis by a single process that nothing disturbed. */
  const alone: AnyDocument[][] = [];
  before(async () => {
    [prometheus, database] = await Promise.all([startPrometheus({ blocks: openMetrics(shopSeries(T0)) }), startPostgres()]);
    url = await database.newDatabase();
    const program = await startProgram({ prometheusUrl: prometheus.url, folder: user.folder, nowMs: Date.now() });
    const ids = await Promise.all(numbers.map(async (i) => (await program.api.ask('/analyses', post(startOf(i)))).body.id));
    await program.moveTo(Date.now());
    for (const id of ids) alone.push((await program.api.looks(id)).map(judged));
    await program.stop();
  });
  after(async () => {
    await Promise.all(replicas.map((one) => one?.kill()));
    await Promise.all([prometheus?.stop(), database?.stop()]);
    user.remove();
  });
  const startReplica = async (i: number): Promise<void> => {
    replicas[i] = await serve({
      PROMETHEUS_URL: prometheus.url,
      DATABASE_URL: url,
      SERINUS_CONFIGS: user.place('configs'),
      LOG_LEVEL: 'error',
    });
  };
  const anyApi = () => replicas.filter((one) => one !== undefined)[Math.floor(random.uniform() * REPLICAS)]?.api;

  /** As a pipeline does: it asks again until somebody answers. */
  const start = async (i: number): Promise<string> => {
    for (;;) {
      const reply = await anyApi()
        ?.ask('/analyses', post(startOf(i)))
        .catch(() => undefined);
      if (reply !== undefined && reply.status < 300) return reply.body.id;
      await sleep(50);
    }
  };

  it('judge every slot once, and come to what one process alone comes to', async () => {
    await Promise.all(replicas.map((_, i) => startReplica(i)));
    const starting = Promise.all(numbers.map(start));
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(300 + random.uniform() * 1_200);
      const i = Math.floor(random.uniform() * REPLICAS);
      const killed = replicas[i];
      replicas[i] = undefined;
      await killed!.kill();
      await startReplica(i);
    }
    const ids = await starting;
    assert.equal(new Set(ids).size, ANALYSES, 'one analysis a key');

    const { api } = replicas[0]!;
    for (const id of ids) while ((await api.get(`/analyses/${id}`)).status === 'running') await sleep(100);
    for (const [i, id] of ids.entries()) {
      const looks = await replicas[i % REPLICAS]!.api.looks(id);
      assert.deepEqual(looks.map(judged), alone[i], `the looks of ${JSON.stringify(startOf(i))}`);
    }
    const verdicts = new Set(alone.map((looks) => looks.at(-1)!.verdict));
    assert.deepEqual(verdicts, new Set(['promote', 'rollback']));
  });

  it('leave no job behind, and every one of them is ready', async () => {
    const jobsLeft = async (): Promise<unknown> => (await database.sql('SELECT count(*)::int AS jobs FROM pgboss.job', url))[0]!.jobs;
    while ((await jobsLeft()) !== 0) await sleep(100);
    for (const replica of replicas) assert.equal((await replica!.api.get('/readyz')).ready, true);
  });

  it('asked to judge now at the same time, answer with looks that are stored', async () => {
    const id = await start(ANALYSES); // of a candidate of its own start, running
    const { body } = await replicas[0]!.api.ask(
      '/analyses',
      post({ config: 'shop', key: 'now', control: { version: 'v1' }, candidate: { version: 'v9' } }),
    );
    const looks = await Promise.all(
      replicas.map(async (replica) => (await replica!.api.ask(`/analyses/${body.id}/looks`, { method: 'POST' })).body),
    );
    const stored = await replicas[1]!.api.looks(body.id);
    for (const look of looks)
      assert.deepEqual(
        stored.find(({ number }) => number === look.number),
        look,
      );
    assert.deepEqual(
      stored.map(({ number }) => number),
      stored.map((_, i) => i + 1),
    );
    for (const replica of replicas) assert.equal((await replica!.api.get(`/analyses/${id}`)).id, id);
  });

  it('say that they are not ready when the database is gone, and are again when it is back', async () => {
    await database.kill();
    for (const replica of replicas) {
      const { status, body } = await replica!.api.ask('/readyz');
      assert.equal(status, 503);
      assert.deepEqual(
        body.checks.slice(0, 2).map(({ name, ok }: AnyDocument) => [name, ok]),
        [
          ['store', false],
          ['queue', false],
        ],
      );
      assert.doesNotMatch(JSON.stringify(body), /p4ss/);
    }
    await database.restart();
    for (const replica of replicas) while ((await replica!.api.ask('/readyz')).status !== 200) await sleep(100);
    const id = await start(ANALYSES + 1);
    while ((await replicas[2]!.api.get(`/analyses/${id}`)).status === 'running') await sleep(100);
  });

  it('SIGTERM ends each with status 0', async () => {
    for (const [i, replica] of replicas.entries()) {
      replicas[i] = undefined;
      assert.equal(await replica!.stop(), 0);
    }
  });
});
