import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { missing } from '../../support/debian.ts';
import { startPrometheus } from '../../support/prometheus.ts';
import { openMetrics } from '../../support/samples.ts';
import type { RunningServer } from '../../support/server-process.ts';
import { serve } from '../command-line.ts';
import { type Program, startProgram, userFolder } from '../program.ts';
import { MINUTE, SHOP_MINUTES, shopSeries } from '../shop.ts';
import { CPU, ERRORS, shopConfig } from '../shop-config.ts';

const T0 = Date.UTC(2026, 2, 2, 9);
const START = T0 + 5 * MINUTE;
const SPIN_MS = 700;

/** A judge that passes everything after it has had the processor for that long. */
const spinning = (ms: number): string => `
import { defineJudge, Type } from 'serinus';

export default defineJudge({
  name: 'spinning',
  description: 'Takes its time.',
  kinds: ['gauge'],
  parameters: Type.Object({}),
  judge({ metric }) {
    const until = Date.now() + ${ms};
    while (Date.now() < until);
    return { classification: 'pass', reason: metric + ': fine', samples: { control: 1, candidate: 1 }, score: 100, everyLook: false };
  },
});
`;
const bySpinning = { metrics: [ERRORS, { ...CPU, judge: 'spinning' }] };

describe('a judge that keeps the processor to itself', { skip: missing('prometheus') }, () => {
  let prometheus: RunningServer;
  before(async () => {
    prometheus = await startPrometheus({ blocks: openMetrics(shopSeries(T0)) });
  });
  after(() => prometheus?.stop());

  it('for a while: every look is made, late, those of others too, and the metrics name the judge', async (t) => {
    const user = userFolder([shopConfig('slow', bySpinning), shopConfig('shop')], { 'spinning.ts': spinning(SPIN_MS) });
    const program = await startProgram({ prometheusUrl: prometheus.url, folder: user.folder, nowMs: START });
    t.after(async () => {
      await program.stop();
      user.remove();
    });
    const slow = await program.api.start('slow', 'v2', START);
    const other = await program.api.start('shop', 'v2', START);
    await program.moveTo(START + 6 * MINUTE);
    for (const id of [slow, other])
      assert.deepEqual(
        (await program.api.looks(id)).map(({ slot }) => Date.parse(slot)),
        [2, 4, 6].map((minute) => START + minute * MINUTE),
      );
    const metrics = await (await fetch(`${program.api.url}/metrics`)).text();
    const value = (name: string): number => Number(new RegExp(`^${name} (.*)$`, 'm').exec(metrics)?.[1]);
    assert.ok(value('serinus_judge_duration_seconds_sum\\{judge="spinning"\\}') >= (2 * SPIN_MS) / 1000); // of three, whatever a millisecond is rounded to
    assert.ok(value('nodejs_eventloop_lag_max_seconds') >= SPIN_MS / 2000);
  });
});

describe('a judge that never returns', { skip: missing('prometheus') }, () => {
  // Here the clock is the machine's: the shop's two hours and a half have just passed.
  const t0 = Math.floor(Date.now() / MINUTE) * MINUTE - SHOP_MINUTES * MINUTE;
  const user = userFolder([shopConfig('slow', { ...bySpinning, duration: { min: '3h', max: '4h' } })], {
    'spinning.ts': spinning(3_600_000),
  });
  after(() => user.remove());

  it('holds up the process, /healthz too; killed and mended, it has all it acknowledged and makes the looks', async (t) => {
    const prometheus = await startPrometheus({ blocks: openMetrics(shopSeries(t0)) });
    t.after(() => prometheus.stop());
    const environment = {
      PROMETHEUS_URL: prometheus.url,
      SERINUS_CONFIGS: user.place('configs'),
      SERINUS_JUDGES: user.place('judges'),
      SERINUS_STORE: user.place('serinus.db'),
      LOG_LEVEL: 'error',
    };
    const stuck = await serve(environment);
    const id = await stuck.api.start('slow', 'v2', t0 + 5 * MINUTE);
    const isAlive = (): Promise<boolean> =>
      fetch(`${stuck.api.url}/healthz`, { signal: AbortSignal.timeout(1_000) }).then(
        ({ ok }) => ok,
        () => false,
      );
    while (await isAlive()) await sleep(50);
    await stuck.kill();

    writeFileSync(user.place('judges', 'spinning.ts'), spinning(0));
    const mended = await serve(environment);
    t.after(() => mended.kill());
    for (;;) {
      const looks = await mended.api.looks(id);
      if (looks.length >= 3) {
        assert.equal(Date.parse(looks[0]!.slot), t0 + 7 * MINUTE);
        break;
      }
      await sleep(50);
    }
  });
});

describe('a clock that jumps', { skip: missing('prometheus') }, () => {
  let prometheus: RunningServer;
  let program: Program;
  const user = userFolder([shopConfig('shop', { duration: { min: '100m', max: '2h' } })]);
  before(async () => {
    prometheus = await startPrometheus({ blocks: openMetrics(shopSeries(T0)) });
    program = await startProgram({ prometheusUrl: prometheus.url, folder: user.folder, nowMs: START });
  });
  after(async () => {
    await program?.stop();
    await prometheus?.stop();
    user.remove();
  });

  it('back by an hour: no look is made twice or missed, the verdict stays, and the looks go on when it has caught up', async () => {
    const id = await program.api.start('shop', 'v2', START);
    await program.moveTo(START + 20 * MINUTE);
    const looks = await program.api.looks(id);
    assert.equal(looks.length, 10);
    await program.moveTo(START - 40 * MINUTE);
    assert.deepEqual(await program.api.looks(id), looks);
    const { status, body } = await program.api.ask(`/analyses/${id}/looks`, { method: 'POST' });
    assert.deepEqual([status, body.number], [200, 10], 'a look of a moment before the latest is none');
    assert.equal((await program.api.get(`/verdict?analysis=${id}&maxAge=0s`)).look, 10);
    await program.moveTo(START + 24 * MINUTE);
    assert.deepEqual(
      (await program.api.looks(id)).map(({ number, slot }) => [number, Date.parse(slot)]),
      Array.from({ length: 12 }, (_, i) => [i + 1, START + (i + 1) * 2 * MINUTE]),
    );
  });

  it('ahead by a day: without data of that day nothing is promoted, and the deadline is said to have passed', async () => {
    // The last 30 minutes that the source has: the shop's own data end before the deadline.
    const start = T0 + (SHOP_MINUTES - 30) * MINUTE;
    await program.moveTo(start + 20 * MINUTE);
    const id = await program.api.start('shop', 'v2', start);
    await program.moveTo(start + 24 * 60 * MINUTE);
    const { verdict, status, reason } = await program.api.verdict(id);
    assert.deepEqual([verdict, status], ['rollback', 'finished']);
    assert.match(reason, /^undecided at the deadline of 2h/);
    await program.moveTo(start + 21 * MINUTE);
    assert.equal((await program.api.verdict(id)).verdict, 'rollback', 'and it stays so when the clock is right again');
  });
});
