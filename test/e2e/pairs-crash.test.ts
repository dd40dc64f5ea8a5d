import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { comparedDocument } from '../support/compared-config.ts';
import { missing } from '../support/debian.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { seeded } from '../support/random.ts';
import { type ServeProcess, serve } from './command-line.ts';
import { userFolder } from './program.ts';

/** How often processes are killed, on each store. */
const ROUNDS = Number(process.env.SERINUS_ROUNDS ?? 4);
const SEED = Number(process.env.SERINUS_SEED ?? 20_260_401);
const ASK = 'config=pets&candidate=v2';

interface Subject {
  readonly replicas: number;
  readonly store: (place: (file: string) => string) => Promise<Record<string, string>>;
}

function killed(name: string, subject: Subject, skip: string | false): void {
  describe(`pairs that come while serinus serve on ${name} is killed ${ROUNDS} times`, { skip, timeout: 60_000 + ROUNDS * 20_000 }, () => {
    const random = seeded(SEED);
    const user = userFolder([comparedDocument('pets', { join: '1h' })]);
    const running: (ServeProcess | undefined)[] = Array.from({ length: subject.replicas });
    let environment: Record<string, string>;
    before(async () => {
      environment = { SERINUS_CONFIGS: user.place('configs'), LOG_LEVEL: 'fatal', ...(await subject.store((file) => user.place(file))) };
    });
    after(async () => {
      await Promise.all(running.map((one) => one?.kill()));
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
    const anyUrl = (): string | undefined => {
      const urls = running.flatMap((one) => (one === undefined ? [] : [one.api.url]));
      return urls[Math.floor(random.uniform() * urls.length)];
    };

    /** What was acknowledged, and requests that were sent to a process that died. */
    const told = { pairs: 0, halves: 0, divergent: 0, lost: 0 };
    const sent: { readonly path: string; readonly values: readonly unknown[] }[] = [];
    /** Sends until it is acknowledged, as a client does that hears nothing. */
    const send = async (path: string, values: readonly unknown[]): Promise<void> => {
      for (;;) {
        const url = anyUrl();
        if (url !== undefined) {
          const body = values.map((value) => `${JSON.stringify(value)}\n`).join('');
          const init = { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body };
          const response = await fetch(`${url}/compare/${path}?${ASK}`, init).catch(() => undefined);
          const reply = (await response?.json().catch(() => undefined)) as { rejected: number } | undefined;
          if (response?.status === 200 && reply !== undefined) {
            assert.equal(reply.rejected, 0);
            if (random.uniform() < 0.1) sent.push({ path, values });
            return;
          }
          told.lost++;
        }
        await sleep(20);
      }
    };
    const isDivergent = (i: number): boolean => i % 7 === 0;
    const answer = (i: number) => ({ class: isDivergent(i) ? 'dog' : 'cat' });
    let isOver = false;
    /** Brings whole pairs, 500 at a time, and halves in the other order each time. */
    const pairsClient = async (client: number): Promise<void> => {
      for (let from = 0; !isOver; from += 500) {
        const numbers = Array.from({ length: 500 }, (_, i) => from + i);
        await send(
          'batch',
          numbers.map((i) => ({ id: `pair-${client}-${i}`, control: { class: 'cat' }, candidate: answer(i) })),
        );
        told.pairs += 500;
        told.divergent += numbers.filter(isDivergent).length;
      }
    };
    const halvesClient = async (client: number): Promise<void> => {
      for (let from = 0; !isOver; from += 100) {
        const numbers = Array.from({ length: 100 }, (_, i) => from + i);
        const halves = (side: string) =>
          numbers.map((i) => ({ id: `half-${client}-${i}`, answer: side === 'control' ? { class: 'cat' } : answer(i) }));
        await Promise.all(['control', 'candidate'].map((side) => send(side, halves(side))));
        told.halves += 100;
        told.divergent += numbers.filter(isDivergent).length;
      }
    };

    it('are each counted exactly once', async (t) => {
      await startAll();
      const clients = Promise.all([pairsClient(1), pairsClient(2), halvesClient(1), halvesClient(2)]);
      t.after(() => {
        isOver = true;
      });
      for (let round = 0; round < ROUNDS; round++) {
        await sleep(100 + random.uniform() * 1_200);
        await kill(Math.floor(random.uniform() * running.length));
        if (random.uniform() < 0.5) await Promise.all(running.map((_, i) => kill(i)));
        await startAll();
      }
      isOver = true;
      await clients;
      const { pairs, halves, lost } = told;
      assert.ok(pairs > 0 && halves > 0 && lost > 0, `${pairs} pairs, ${halves} halves acknowledged, ${lost} requests lost`);
      // What a process left over, another one finds within seconds.
      const { api } = running[0]!;
      const counted = async () => (await api.get(`/reports/divergence?${ASK}`)).divergence;
      while ((await counted()).trials < pairs + halves) await sleep(200);
      // All of it once more changes nothing, whichever process it comes to.
      for (const { path, values } of sent.splice(0)) await send(path, values);
      const { trials, events } = await counted();
      assert.deepEqual([trials, events], [pairs + halves, told.divergent]);
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
