import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { CliDeps } from '../../src/cli/cli-deps.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { StoreError } from '../../src/errors.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { BEGIN, fleetConfig, fleetSource, judges, MINUTE, podSeries, pods } from '../analysis/calibrate/fleet.ts';
import { fakeDeps } from './fake-deps.ts';
import { type MemoryIo, memoryIo } from './memory-io.ts';

const HALVES = ['--control', 'version=v1', '--halves', 'pod', '--instances', '6:3'];
const source = fleetSource(podSeries(pods('v1', 6), { phi: 0.5, sd: 0.05, seed: 3, minutes: 720 }));

/** The command at the end of twelve hours of six pods; the store is kept open so that a test can look into it. */
async function calibrate(args: readonly string[], given: Partial<CliDeps> = {}, io: MemoryIo = memoryIo()) {
  const store = await openSqliteStore({ path: ':memory:' });
  let opened = 0;
  const deps = fakeDeps({
    clock: { now: () => BEGIN + 719 * MINUTE },
    openCalibration: async () => ({ config: fleetConfig(), judges, source }),
    openStoreToWrite: async () => {
      opened++;
      return { ...store, close: async () => undefined };
    },
    ...given,
  });
  const status = await runCli(['calibrate', 'shop', ...args], io, deps);
  return { status, io, opened, profiles: await store.findNoiseProfiles('shop') };
}

describe('serinus calibrate', () => {
  it('stores what it learnt under the config, and says so', async () => {
    const { status, io, profiles } = await calibrate(HALVES);
    assert.equal(status, 0, io.err());
    assert.deepEqual(
      profiles.map(({ metric, n }) => [metric, n]),
      [['latency', 720]],
    );
    assert.match(io.out(), /^shop: 2026-01-01T00:00:00.000Z to 2026-01-01T11:59:00.000Z, instances in halves of 3 and 3/);
    assert.equal(io.err(), 'serinus: 1 noise profile stored: analyses that start from now on use them\n');
  });

  it('stores nothing when dry, and does not even open the store', async () => {
    const { status, io, opened, profiles } = await calibrate([...HALVES, '--dry-run']);
    assert.deepEqual([status, opened, profiles.length], [0, 0, 0]);
    assert.match(io.err(), /1 noise profile learnt, none stored/);
  });

  it('prints one JSON document whose profiles are those stored', async () => {
    const { io, profiles } = await calibrate([...HALVES, '--json']);
    const { config, profiles: printed, replay } = JSON.parse(io.out());
    assert.deepEqual([config, printed, io.err()], ['shop', JSON.parse(JSON.stringify(profiles)), '']);
    assert.equal(replay.releases, 24);
  });

  it('gives the profiles to a server, and leaves the store alone', async () => {
    const asked: [string, string][] = [];
    const answer = async (url: unknown, init?: RequestInit) => {
      asked.push([String(url), String(init?.body)]);
      return new Response('{"kept":1}');
    };
    const { status, io, opened } = await calibrate([...HALVES, '--server', 'http://serinus:8080/'], { fetch: answer as typeof fetch });
    assert.deepEqual([status, opened], [0, 0], io.err());
    assert.deepEqual([asked.length, asked[0]?.[0]], [1, 'http://serinus:8080/configs/shop/noise-profiles']);
    assert.deepEqual(Object.keys(JSON.parse(asked[0]![1])), ['profiles']);
    assert.match(io.err(), /given to http:\/\/serinus:8080: /);
  });

  const replies: readonly {
    readonly name: string;
    readonly reply: () => Promise<Response>;
    readonly status: number;
    readonly says: RegExp;
  }[] = [
    {
      name: 'refuses them',
      reply: async () => new Response('{"detail":"profiles.0: its queries were others"}', { status: 400 }),
      status: 64,
      says: /refuses the noise profiles: profiles\.0: its queries were others/,
    },
    { name: 'fails', reply: async () => new Response('oops', { status: 500 }), status: 69, says: /serinus:8080 failed: HTTP 500/ },
    {
      name: 'does not answer',
      reply: () => Promise.reject(new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') })),
      status: 69,
      says: /does not answer: connect ECONNREFUSED/,
    },
  ];
  for (const { name, reply, status, says } of replies) {
    it(`fails when the server ${name}`, async () => {
      const done = await calibrate([...HALVES, '--server', 'http://serinus:8080'], { fetch: reply as typeof fetch });
      assert.equal(done.status, status);
      assert.match(done.io.err(), says);
    });
  }

  it('says before any work that a server has the store, and what to do', async () => {
    const openStoreToWrite = () => Promise.reject(new StoreError('STORE_LOCKED', 'the store serinus.db has another writer'));
    const untouched = fakeDeps().openCalibration;
    const { status, io } = await calibrate(HALVES, { openStoreToWrite, openCalibration: untouched });
    assert.equal(status, 69);
    assert.match(io.err(), /the store serinus\.db has another writer; give the profiles to the server that has it by --server/);
  });

  it('is status 1 when nothing was learnt', async () => {
    const { status, io, profiles } = await calibrate([...HALVES, '--from', '2h']);
    assert.deepEqual([status, profiles], [1, []]);
    assert.match(io.out(), /the history has 121/);
    assert.match(io.err(), /no noise profile was learnt/);
  });

  it('ends with status 11 and stores nothing when it is interrupted', async () => {
    const io = memoryIo();
    const query: typeof source.query = (request) => {
      io.press();
      return source.query(request);
    };
    const asking = { ...source, query };
    const { status, profiles } = await calibrate(
      HALVES,
      { openCalibration: async () => ({ config: fleetConfig(), judges, source: asking }) },
      io,
    );
    assert.deepEqual([status, profiles], [11, []]);
    assert.equal(io.err(), 'serinus: interrupted, nothing was stored\n');
  });

  const wrong: readonly { readonly name: string; readonly args: readonly string[]; readonly says: RegExp }[] = [
    { name: 'no second side', args: ['--control', 'version=v1'], says: /--halves or --candidate is needed/ },
    { name: 'halves of unknown instances', args: HALVES.slice(0, 4), says: /--halves needs --instances/ },
    {
      name: 'both ways',
      args: [...HALVES, '--candidate', 'version=v2'],
      says: /'--halves <label>' cannot be used with option '--candidate/,
    },
    {
      name: 'instances of scopes',
      args: ['--control', 'version=v1', '--candidate', 'version=v2', '--instances', '1:1'],
      says: /--instances goes with --halves/,
    },
    { name: 'no instances on a side', args: [...HALVES.slice(0, 5), '6:0'], says: /not two numbers of instances/ },
    { name: 'a time to come', args: [...HALVES, '--to', '2030-01-01T00:00:00Z'], says: /is yet to come/ },
    { name: 'no history', args: [...HALVES, '--from', '1h', '--to', '2h'], says: /from: the history has no step/ },
    { name: 'a label that is none', args: [...HALVES.slice(0, 3), 'a b', ...HALVES.slice(4)], says: /"a b" is no name of a label/ },
    {
      name: 'a server and a dry run',
      args: [...HALVES, '--dry-run', '--server', 'http://x'],
      says: /cannot be used with option '--dry-run'/,
    },
  ];
  for (const { name, args, says } of wrong) {
    it(`refuses ${name}`, async () => {
      const { status, io, profiles } = await calibrate(args);
      assert.equal(status, 64, io.err());
      assert.match(io.err(), says);
      assert.deepEqual(profiles, []);
    });
  }
});
