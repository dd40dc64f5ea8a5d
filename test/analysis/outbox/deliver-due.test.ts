import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import { backOffMs } from '../../../src/analysis/outbox/back-off.ts';
import { type DeliveryReport, deliverDue, type Round } from '../../../src/analysis/outbox/deliver-due.ts';
import type { Delivery, Notifier } from '../../../src/analysis/ports/notifier.ts';
import type { OutboxMessage } from '../../../src/analysis/ports/outbox.ts';
import type { Store } from '../../../src/analysis/ports/store.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { sampleMessage } from '../../store/contract/outbox.ts';
import { sampleAnalysis, sampleLook, sampleProgress, T0 } from '../../store/samples.ts';

const HOUR = 3_600_000;
const DELIVERED: Delivery = { kind: 'delivered' };
const FAILED: Delivery = { kind: 'failed', reason: 'HTTP 503' };
const REFUSED: Delivery = { kind: 'refused', reason: 'HTTP 400' };

describe('one round of a channel', () => {
  let store: Store;
  let now: number;
  let reports: string[];
  let seen: string[][];
  beforeEach(async () => {
    store = await openSqliteStore({ path: ':memory:' });
    [now, reports, seen] = [T0, [], []];
    await store.createAnalysis(sampleAnalysis('a'));
  });
  afterEach(() => store.close());

  const add = async (...ids: string[]): Promise<void> => {
    const look = sampleLook('a', ((await store.findAnalysis('a'))?.looks ?? 0) + 1);
    await store.saveLook(
      look,
      [],
      sampleProgress(look),
      ids.map((id) => sampleMessage(id)),
    );
  };
  const notifier = (
    answer: (messages: readonly OutboxMessage[], signal: AbortSignal) => Delivery | Promise<Delivery>,
    options: Partial<Notifier> = {},
  ): Notifier => ({
    ...{ name: 'chat', batchSize: 1, timeoutMs: 1000, giveUpAfterMs: 24 * HOUR },
    async deliver(messages, signal) {
      seen.push(messages.map(({ id }) => id));
      return answer(messages, signal);
    },
    ...options,
  });
  const round = (of: Notifier, signal = new AbortController().signal): Promise<Round> =>
    deliverDue(
      {
        outbox: store,
        clock: { now: () => now },
        report: ({ outcome, messages, reason }: DeliveryReport) =>
          reports.push([outcome, ...messages.map(({ id }) => id), ...(reason === undefined ? [] : [reason])].join(' ')),
      },
      of,
      signal,
    );
  const waiting = async (): Promise<number> => (await store.outboxDepths())[0]?.messages ?? 0;

  it('has nothing to do without messages', async () => {
    assert.deepEqual(await round(notifier(() => DELIVERED)), { kind: 'idle' });
    assert.deepEqual(seen, []);
  });

  it('forgets what is delivered, the oldest first, one batch a round', async () => {
    await add('1', '2', '3');
    const chat = notifier(() => DELIVERED, { batchSize: 2 });
    assert.deepEqual(
      [await round(chat), await round(chat), await round(chat)],
      [{ kind: 'working' }, { kind: 'working' }, { kind: 'idle' }],
    );
    assert.deepEqual(seen, [['1', '2'], ['3']]);
    assert.deepEqual(reports, ['delivered 1 2', 'delivered 3']);
    assert.equal(await waiting(), 0);
  });

  it('tries again what failed, after 1 s, 2 s, 4 s', async () => {
    await add('1');
    const chat = notifier(() => FAILED);
    const attemptsAt: number[] = [];
    for (; now <= T0 + 8000; now += 500) if ((await round(chat)).kind === 'failing') attemptsAt.push(now - T0);
    assert.deepEqual(attemptsAt, [0, 1000, 3000, 7000]);
    assert.ok(reports.every((report) => report === 'retried 1 HTTP 503'));
  });

  it('waits as long as the receiver asks, and says so to the channel', async () => {
    await add('1');
    const chat = notifier(() => ({ ...FAILED, retryAfterMs: 60_000 }));
    assert.deepEqual(await round(chat), { kind: 'failing', retryAfterMs: 60_000 });
    now += 59_999;
    assert.deepEqual(await round(chat), { kind: 'idle' });
    now += 1;
    assert.equal((await round(chat)).kind, 'failing');
  });

  it('gives up what is too old when it fails, and not before it was tried', async () => {
    await add('1');
    now += 48 * HOUR; // the server was down for two days
    await round(notifier(() => DELIVERED));
    assert.deepEqual(reports, ['delivered 1']);

    await add('2');
    const chat = notifier(() => FAILED, { giveUpAfterMs: 49 * HOUR });
    await round(chat);
    now += HOUR;
    await round(chat);
    assert.deepEqual(reports.slice(1), ['retried 2 HTTP 503', 'given_up 2 HTTP 503']);
    assert.equal(await waiting(), 0);
  });

  it('gives up what is refused at once', async () => {
    await add('1');
    assert.deepEqual(await round(notifier(() => REFUSED)), { kind: 'working' });
    assert.deepEqual(reports, ['refused 1 HTTP 400']);
    assert.equal(await waiting(), 0);
  });

  it('finds what is refused in a batch, and delivers the others', async () => {
    await add('1', '2', '3');
    const isBad = (messages: readonly OutboxMessage[]) => messages.some(({ id }) => id === '2');
    const database = notifier((messages) => (isBad(messages) ? REFUSED : DELIVERED), { batchSize: 10 });
    assert.deepEqual(await round(database), { kind: 'working' });
    assert.deepEqual(seen, [['1', '2', '3'], ['1'], ['2'], ['3']]);
    assert.deepEqual(reports, ['delivered 1', 'refused 2 HTTP 400', 'delivered 3']);
  });

  it('leaves the rest of such a batch due when the receiver fails meanwhile', async () => {
    await add('1', '2', '3');
    const answers = [REFUSED, DELIVERED, FAILED];
    const database = notifier(() => answers.shift() ?? DELIVERED, { batchSize: 10 });
    assert.equal((await round(database)).kind, 'failing');
    await round(database);
    assert.deepEqual(seen, [['1', '2', '3'], ['1'], ['2'], ['3']]);
    now += 1000;
    await round(database);
    assert.deepEqual(seen.at(-1), ['2']);
    assert.equal(await waiting(), 0);
  });

  it('takes a delivery that does not end in time for failed', { timeout: 5000 }, async () => {
    await add('1');
    const hangs = notifier(
      (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve({ kind: 'failed', reason: 'aborted' }))),
      { timeoutMs: 20 },
    );
    assert.equal((await round(hangs)).kind, 'failing');
    assert.deepEqual(reports, ['retried 1 no answer within 20 ms']);
  });

  it('leaves what was under way at the end due at once, and says nothing', async () => {
    await add('1', '2');
    const end = new AbortController();
    const chat = notifier(() => {
      end.abort();
      return FAILED;
    });
    assert.deepEqual(await round(chat, end.signal), { kind: 'idle' });
    assert.deepEqual(reports, []);
    await round(notifier(() => DELIVERED, { batchSize: 2 }));
    assert.deepEqual(reports, ['delivered 1 2']);
  });

  it('counts what arrived although it was the end', async () => {
    await add('1');
    const end = new AbortController();
    await round(
      notifier(() => {
        end.abort();
        return DELIVERED;
      }),
      end.signal,
    );
    assert.deepEqual(reports, ['delivered 1']);
  });

  it('tries again what fails by a mistake of ours, without telling its message', async () => {
    await add('1');
    const chat = notifier(() => {
      throw new TypeError('https://hooks.example/T0/SECRET');
    });
    assert.equal((await round(chat)).kind, 'failing');
    assert.deepEqual(reports, ['retried 1 TypeError']);
    assert.equal(await waiting(), 1);
  });

  it('gives nobody else what it has in hand, and everybody what a dead process had', async () => {
    await add('1');
    let resolve: (delivery: Delivery) => void = () => undefined;
    const slow = round(notifier(() => new Promise<Delivery>((done) => (resolve = done))));
    now += 5999; // the timeout and 5 s
    assert.deepEqual(await round(notifier(() => DELIVERED)), { kind: 'idle' });
    now += 1;
    assert.deepEqual(await round(notifier(() => DELIVERED)), { kind: 'working' });
    resolve(FAILED); // too late: it is gone, and stays gone
    await slow;
    assert.equal(await waiting(), 0);
  });

  it('loses none and settles none twice, whatever the receiver does and however often the process dies', async () => {
    const answers = fc.constantFrom<Delivery | 'dies' | 'throws'>(DELIVERED, FAILED, REFUSED, 'dies', 'throws');
    const rounds = fc.array(fc.record({ answer: answers, waitMs: fc.integer({ min: 0, max: 20_000 }) }), { maxLength: 40 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(rounds, fc.integer({ min: 1, max: 4 }), async (plan, batchSize) => {
        const ids = ['x', 'y', 'z'].map((name) => `${name}${run}`);
        run++;
        reports = [];
        await add(...ids);
        for (const { answer, waitMs } of plan) {
          now += waitMs;
          if (answer === 'dies') {
            await store.takeMessages('chat', { nowMs: now, leaseMs: 6000, limit: batchSize });
            continue;
          }
          const of = notifier(
            () => {
              if (answer === 'throws') throw new TypeError('a mistake');
              return answer;
            },
            { batchSize },
          );
          await round(of);
        }
        const waits = new Set<string>();
        now += HOUR; // every lease and every pause is over
        for (const { id } of await store.takeMessages('chat', { nowMs: now, leaseMs: 0, limit: 100 })) waits.add(id);
        const settled = reports.filter((report) => !report.startsWith('retried')).flatMap((report) => report.match(/[xyz]\d+/g) ?? []);
        assert.deepEqual([...settled, ...waits].toSorted(), ids.toSorted());
        await store.removeMessages('chat', [...waits]);
      }),
      { seed: 20_260_103, numRuns: 60 },
    );
  });
});

describe('the time to the next attempt', () => {
  // Doubling from 1 s to 5 min: 2 ** 9 s would be 512 s.
  const cases = [
    { name: 'after the first failure', failures: 1, asked: undefined, ms: 1000 },
    { name: 'after the second', failures: 2, asked: undefined, ms: 2000 },
    { name: 'after the ninth', failures: 9, asked: undefined, ms: 256_000 },
    { name: 'after the tenth', failures: 10, asked: undefined, ms: 300_000 },
    { name: 'after very many', failures: 5000, asked: undefined, ms: 300_000 },
    { name: 'when less was asked for', failures: 3, asked: 100, ms: 4000 },
    { name: 'when more was asked for', failures: 3, asked: 90_000, ms: 90_000 },
    { name: 'when days were asked for', failures: 1, asked: 48 * HOUR, ms: HOUR },
  ];
  for (const { name, failures, asked, ms } of cases) it(name, () => assert.equal(backOffMs(failures, asked), ms));
});
