import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { canaryConfig } from '../http/kayenta/kayenta-under-test.ts';
import { missing } from '../support/debian.ts';
import { type HttpServer, startHttpServer } from '../support/http-server.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { seeded } from '../support/random.ts';
import { type ServeProcess, serve, serveFor } from './command-line.ts';
import { assertKept } from './crash-check.ts';
import { CADENCES, configs } from './crash-configs.ts';
import { emptyLedger, type Ledger, startLoad } from './crash-load.ts';
import { type CrashSource, startCrashSource } from './crash-source.ts';
import { userFolder } from './program.ts';

/** How often the program is killed, on each store; `npm run test:crash` does it a hundred times. */
const ROUNDS = Number(process.env.SERINUS_ROUNDS ?? 4);
const SEED = Number(process.env.SERINUS_SEED ?? 20_260_302);
const STARTS_A_ROUND = 3;
const HOOK_KEY = 'the-key-that-webhooks-are-signed-with';

interface Subject {
  /** Processes on the store. */
  readonly replicas: number;
  /** Where the store is, as the environment says it. */
  readonly store: (place: (file: string) => string) => Promise<Record<string, string>>;
}

function killed(name: string, subject: Subject, skip: string | false): void {
  describe(`serinus serve on ${name} is killed ${ROUNDS} times under load`, { skip, timeout: 60_000 + ROUNDS * 20_000 }, () => {
    let source: CrashSource;
    let receiver: HttpServer;
    let environment: Record<string, string>;
    const running: (ServeProcess | undefined)[] = Array.from({ length: subject.replicas });
    const random = seeded(SEED);
    const ledger: Ledger = emptyLedger();
    const user = userFolder(configs);
    let round = 0;
    before(async () => {
      [source, receiver] = await Promise.all([
        startCrashSource(),
        startHttpServer((_, response) => void response.writeHead(random.uniform() < 0.2 ? 500 : 204).end()),
      ]);
      const channel = `{name: hook, type: webhook, url: '${receiver.url}/hook', secretEnv: HOOK_KEY, on: [promote, rollback, cancelled], timeout: 2s}`;
      writeFileSync(user.place('settings.yaml'), `notifications:\n  - ${channel}\n`);
      environment = {
        PROMETHEUS_URL: source.url,
        SERINUS_CONFIGS: user.place('configs'),
        SERINUS_SETTINGS: user.place('settings.yaml'),
        LOG_LEVEL: 'error',
        HOOK_KEY,
        ...(await subject.store((file) => user.place(file))),
      };
    });
    after(async () => {
      await Promise.all(running.map((one) => one?.kill()));
      await receiver?.close();
      source?.close();
      user.remove();
    });
    const startAll = async (): Promise<void> => {
      for (const [i, one] of running.entries()) running[i] = one ?? (await serve(environment));
    };
    const kill = async (i: number): Promise<void> => {
      const one = running[i];
      running[i] = undefined;
      await one?.kill();
    };

    it('keeps everything that it acknowledged', async (t) => {
      const load = startLoad({
        urls: () => running.flatMap((one) => (one === undefined ? [] : [one.api.url])),
        ...{ random, ledger },
        allowed: () => (round + 1) * STARTS_A_ROUND,
        canaryConfig: canaryConfig(),
      });
      t.after(() => load.stop());
      for (; round < ROUNDS; round++) {
        if (random.uniform() < 0.2) await serveFor(random.uniform() * 1_500, environment);
        await startAll();
        await sleep(50 + random.uniform() * 1_500);
        await kill(Math.floor(random.uniform() * running.length));
        if (random.uniform() < 0.5) await Promise.all(running.map((_, i) => kill(i)));
      }
      await startAll();
      await load.stop();
      const acknowledged = [ledger.analyses.size, ledger.looks.length, ledger.verdicts.length, ledger.documents.size];
      assert.ok(
        acknowledged.every((count) => count > 0),
        `analyses, looks, verdicts and documents acknowledged: ${acknowledged}`,
      );
      const { api } = running[0]!;
      await assertKept(api, ledger, CADENCES);

      // All that is left to do is done: half an hour of slots, and what was under way when the power went.
      for (const id of ledger.analyses.keys()) while ((await api.get(`/analyses/${id}`)).status === 'running') await sleep(100);
      await assertKept(api, ledger, CADENCES);
    });

    it('tells at least once of every verdict and every cancellation', async () => {
      const { api } = running[0]!;
      const expected = new Set<string>();
      for (const id of ledger.analyses.keys()) {
        const { status, verdict } = await api.get(`/analyses/${id}`);
        if (verdict !== 'continue') expected.add(`analysis.${verdict} ${id}`);
        if (status === 'cancelled') expected.add(`analysis.cancelled ${id}`);
      }
      assert.ok(expected.size > 0);
      const missingOnes = (): string[] => {
        const told = new Set(receiver.requests.map(({ body }) => JSON.parse(body)).map(({ type, data }) => `${type} ${data.analysis}`));
        return [...expected].filter((one) => !told.has(one));
      };
      while (missingOnes().length > 0) await sleep(200);
      const bodies = new Map<string, string>();
      for (const { headers, body } of receiver.requests) {
        const id = String(headers['webhook-id']);
        assert.equal(bodies.get(id) ?? body, body, `message ${id}`);
        bodies.set(id, body);
      }
    });
  });
}

killed('SQLite', { replicas: 1, store: async (place) => ({ SERINUS_STORE: place('serinus.db') }) }, false);

let database: PostgresServer | undefined;
after(() => database?.stop());
killed(
  'PostgreSQL, two replicas,',
  {
    replicas: 2,
    async store() {
      database = await startPostgres();
      return { DATABASE_URL: await database.newDatabase() };
    },
  },
  missing('postgresql'),
);
