import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';

import type { DueLook } from '../../src/analysis/ports/look-queue.ts';
import type { SerinusError } from '../../src/errors.ts';
import type { Analysis, Look } from '../../src/model/analysis.ts';
import { openLookJobs } from '../../src/schedule/look-jobs.ts';
import { type SharedQueueDeps, startSharedQueue } from '../../src/schedule/shared-queue.ts';
import { missing } from '../support/debian.ts';
import { POSTGRES_PASSWORD, type PostgresServer, startPostgres } from '../support/postgres.ts';

const PER_SOURCE = 4;
const LANE_WIDTH = 6;

/** What replicas share: analyses with the slots that they still have to judge, and every look that was made of them. */
function sharedStore(analyses: readonly { readonly id: string; readonly source?: string; readonly slots: number }[]) {
  const state = new Map(analyses.map(({ id, source = 'prometheus', slots }) => [id, { source, slots, nextSlotMs: 1 }]));
  const analysis = (id: string): Analysis & { nextSlotMs: number } => {
    const { source, nextSlotMs } = state.get(id)!;
    return { id, nextSlotMs, config: { spec: { source } } } as unknown as Analysis & { nextSlotMs: number };
  };
  const isDue = (id: string): boolean => state.get(id)!.nextSlotMs <= state.get(id)!.slots;
  const made: string[] = [];
  return {
    made,
    dueAnalyses: async (limit: number) => [...state.keys()].filter(isDue).slice(0, limit).map(analysis),
    dueAnalysis: async (id: string) => (isDue(id) ? analysis(id) : undefined),
    /** As a real store does: whoever is first at a slot has made its look. */
    save({ analysisId: id, slotMs }: DueLook): Look | undefined {
      const one = state.get(id)!;
      if (one.nextSlotMs !== slotMs) return undefined;
      one.nextSlotMs++;
      made.push(`${id}:${slotMs}`);
      return { analysisId: id, slotMs } as Look;
    },
    isDone: () => ![...state.keys()].some(isDue),
  };
}
const expected = (prefix: string, count: number, slots: number): string[] =>
  Array.from({ length: count }, (_, i) => Array.from({ length: slots }, (__, slot) => `${prefix}${i}:${slot + 1}`)).flat();
const numbered = (prefix: string, count: number, slots: number, source = 'prometheus') =>
  Array.from({ length: count }, (_, i) => ({ id: `${prefix}${i}`, source, slots }));

const until = async (isReached: () => boolean): Promise<void> => {
  while (!isReached()) await sleep(20);
};
/** A source that never answers: only the end of the process ends the look. */
const hang = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));

describe('a queue that replicas share', { skip: missing('postgresql'), timeout: 120_000 }, () => {
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres({ settings: ['fsync=off'] });
  });
  after(() => server?.stop());

  /** One replica on the database, running the looks of that store. */
  async function replica(
    t: TestContext,
    url: string,
    store: ReturnType<typeof sharedStore>,
    run: SharedQueueDeps['runSlot'] = async (look) => store.save(look),
  ) {
    const errors: unknown[] = [];
    const onError = (error: unknown): void => void errors.push(error);
    const jobs = await openLookJobs({ connection: { connectionString: url }, laneWidth: LANE_WIDTH, onError });
    const queue = startSharedQueue({
      dueAnalyses: store.dueAnalyses,
      dueAnalysis: store.dueAnalysis,
      clock: { now: Date.now },
      runSlot: run,
      onLook: () => undefined,
      onError,
      perSource: PER_SOURCE,
      jobs,
    });
    let stopped: Promise<void> | undefined;
    const stop = (graceMs: number): Promise<void> => (stopped ??= queue.stop(graceMs));
    t.after(() => stop(0));
    return { ...queue, stop, errors, jobs };
  }
  const jobsLeft = async (url: string): Promise<unknown> =>
    (await server.sql('SELECT count(*)::int AS jobs FROM pgboss.job', url))[0]!.jobs;

  it('has each look made once, in order, by whichever has room, and keeps no job that is done', async (t) => {
    const url = await server.newDatabase();
    const store = sharedStore(numbered('a', 60, 5));
    const running = new Map<string, number>();
    const by: number[] = [0, 0, 0];
    const replicas = await Promise.all(
      by.map((_, i) =>
        replica(t, url, store, async (look) => {
          const id = look.analysisId;
          running.set(id, (running.get(id) ?? 0) + 1);
          assert.equal(running.get(id), 1, `two looks of ${id} at a time`);
          await sleep(3);
          running.set(id, 0);
          by[i]!++;
          return store.save(look);
        }),
      ),
    );
    await until(store.isDone);
    assert.deepEqual(store.made.toSorted(), expected('a', 60, 5).toSorted());
    assert.ok(
      by.every((looks) => looks > 0),
      `looks by replica: ${by}`,
    );
    while ((await jobsLeft(url)) !== 0) await sleep(50);
    await Promise.all(replicas.map(({ stop }) => stop(5_000)));
    for (const { errors } of replicas) assert.deepEqual(errors, []);
  });

  it('lets a source that hangs have its share of every replica and of all of them, and no more', async (t) => {
    const url = await server.newDatabase();
    const store = sharedStore([...numbered('hung', 1_000, 1, 'hung'), ...numbered('well', 40, 3, 'well')]);
    const underWay = [0, 0];
    let most = 0;
    const total = (): number => underWay[0]! + underWay[1]!;
    const runAs =
      (replica: number): SharedQueueDeps['runSlot'] =>
      async (look, signal) => {
        if (look.analysisId.startsWith('well')) return store.save(look);
        underWay[replica]!++;
        most = Math.max(most, total());
        return hang(signal).finally(() => underWay[replica]!--);
      };
    const replicas = await Promise.all([replica(t, url, store, runAs(0)), replica(t, url, store, runAs(1))]);
    await until(() => store.made.length === 120);
    assert.deepEqual(store.made.toSorted(), expected('well', 40, 3).toSorted());
    await until(() => total() === LANE_WIDTH);
    assert.ok(
      underWay.every((looks) => looks <= PER_SOURCE),
      `looks of the source that hangs, by replica: ${underWay}`,
    );
    await until(() => replicas.every(({ depth }) => depth().due === 1_000 && depth().oldestSlotMs === 1));
    assert.equal(most, LANE_WIDTH);
  });

  it('cannot be opened by a user who may not make its schema, and can once somebody has made it', async (t) => {
    const url = new URL(await server.newDatabase());
    await server.sql("CREATE ROLE poor LOGIN PASSWORD 'a-word-for-the-poor'", url.href);
    [url.username, url.password] = ['poor', 'a-word-for-the-poor'];
    const open = () => openLookJobs({ connection: { connectionString: url.href }, laneWidth: 1, onError: () => undefined });
    await assert.rejects(open(), (error: Error) => {
      assert.equal((error as SerinusError).code, 'QUEUE_CANNOT_OPEN');
      assert.match(error.message, /schema pgboss .*permission denied/);
      assert.doesNotMatch(inspect(error), /a-word-for-the-poor/);
      return true;
    });
    const asAdministrator = new URL(url);
    [asAdministrator.username, asAdministrator.password] = ['postgres', encodeURIComponent(POSTGRES_PASSWORD)];
    await server.sql('CREATE SCHEMA pgboss AUTHORIZATION poor', asAdministrator.href);
    const jobs = await open();
    t.after(() => jobs.close());
    await jobs.check();
  });

  it('holds a look back until its slot comes', async (t) => {
    const connection = { connectionString: await server.newDatabase() };
    const jobs = await openLookJobs({ connection, laneWidth: LANE_WIDTH, onError: assert.ifError });
    t.after(() => jobs.close());
    const slotMs = Date.now() + 600;
    await jobs.add('prometheus', [{ analysisId: 'a', slotMs }], Date.now());
    let taken = await jobs.take('prometheus', 1);
    for (; taken.length === 0; taken = await jobs.take('prometheus', 1)) await sleep(20);
    assert.deepEqual(taken[0]!.data, { analysisId: 'a', slotMs });
    assert.ok(Date.now() >= slotMs, `${slotMs - Date.now()} ms too early`);
  });

  it('gives on what a process that was killed had taken', async (t) => {
    const url = await server.newDatabase();
    const store = sharedStore(numbered('a', 3, 1));
    // Takes the jobs and is heard of no more.
    const dead = await openLookJobs({ connection: { connectionString: url }, laneWidth: LANE_WIDTH, onError: () => undefined });
    await dead.add(
      'prometheus',
      [0, 1, 2].map((i) => ({ analysisId: `a${i}`, slotMs: 1 })),
      Date.now(),
    );
    assert.equal((await dead.take('prometheus', 3)).length, 3);
    await dead.close();
    const { errors } = await replica(t, url, store);
    await until(store.isDone);
    assert.deepEqual(store.made.toSorted(), expected('a', 3, 1));
    assert.deepEqual(errors, []);
  });

  it('tries a look that fails as a whole again, and lets the others pass', async (t) => {
    const url = await server.newDatabase();
    const store = sharedStore([...numbered('a', 3, 2), ...numbered('bad', 1, 1)]);
    let failures = 0;
    const { errors } = await replica(t, url, store, async (look) => {
      if (look.analysisId === 'bad0' && failures++ < 2) throw new Error('store full');
      return store.save(look);
    });
    await until(store.isDone);
    assert.deepEqual(errors.map(String), ['Error: store full', 'Error: store full']);
    assert.deepEqual(store.made.toSorted(), [...expected('a', 3, 2), 'bad0:1'].toSorted());
    assert.equal(store.made.at(-1), 'bad0:1');
  });

  it('when stopped, lets the looks in hand finish, and gives back those that do not', async (t) => {
    const url = await server.newDatabase();
    const store = sharedStore([...numbered('quick', 1, 1), ...numbered('slow', 1, 1)]);
    const quick = Promise.withResolvers<void>();
    let begun = 0;
    const first = await replica(t, url, store, async (look, signal) => {
      begun++;
      await (look.analysisId === 'slow0' ? hang(signal) : quick.promise);
      return store.save(look);
    });
    await until(() => begun === 2);
    const stopping = first.stop(300);
    quick.resolve();
    await stopping;
    assert.deepEqual(store.made, ['quick0:1']);
    assert.deepEqual(first.errors, []);
    assert.deepEqual(
      (await server.sql("SELECT data->>'analysisId' AS id, state::text FROM pgboss.job", url)).map(({ id, state }) => [id, state]),
      [['slow0', 'retry']],
    );
    await replica(t, url, store);
    await until(store.isDone);
  });

  it('queues again what the database lost', async (t) => {
    const url = await server.newDatabase();
    const store = sharedStore(numbered('a', 1, 2));
    const release = Promise.withResolvers<void>();
    let begun = 0;
    const { errors } = await replica(t, url, store, async (look) => {
      begun++;
      await release.promise;
      return store.save(look);
    });
    await until(() => begun === 1);
    await server.sql('DELETE FROM pgboss.job', url); // by hand, and while the first look is under way
    release.resolve();
    await until(store.isDone);
    assert.deepEqual(store.made, ['a0:1', 'a0:2']);
    assert.deepEqual(errors, []);
  });
});

describe('a shared queue whose database goes away', { skip: missing('postgresql'), timeout: 120_000 }, () => {
  it('says so, and goes on when it is back', async (t) => {
    const server = await startPostgres();
    t.after(() => server.stop());
    const url = await server.newDatabase();
    const store = sharedStore(numbered('a', 2, 1_000_000));
    const errors: unknown[] = [];
    const onError = (error: unknown): void => void errors.push(error);
    const jobs = await openLookJobs({ connection: { connectionString: url }, laneWidth: LANE_WIDTH, onError });
    const queue = startSharedQueue({
      dueAnalyses: store.dueAnalyses,
      dueAnalysis: store.dueAnalysis,
      clock: { now: Date.now },
      async runSlot(look) {
        await sleep(20);
        return store.save(look);
      },
      onLook: () => undefined,
      onError,
      perSource: PER_SOURCE,
      jobs,
    });
    t.after(() => queue.stop(0));
    await until(() => store.made.length > 10);
    await queue.check();
    await server.kill();
    await assert.rejects(queue.check());
    await until(() => errors.length > 0);
    await server.restart();
    await queue.check();
    const before = store.made.length;
    await until(() => store.made.length > before + 50);
    assert.equal(new Set(store.made).size, store.made.length);
    for (const error of errors) assert.doesNotMatch(String(error), /p4ss/);
  });
});
