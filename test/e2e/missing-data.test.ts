import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { missing } from '../support/debian.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { openMetrics } from '../support/samples.ts';
import type { RunningServer } from '../support/server-process.ts';
import { type Program, startProgram, userFolder } from './program.ts';
import { MINUTE, shopSeries } from './shop.ts';
import { ERRORS, LATENCY, shopConfig } from './shop-config.ts';

const T0 = Date.UTC(2026, 2, 2, 9);
const START = T0 + 5 * MINUTE;
const NEEDED = 40;

describe('a candidate that is not seen, on a real Prometheus', { skip: missing('prometheus') }, () => {
  let server: RunningServer;
  let program: Program;
  const user = userFolder([
    shopConfig('shop'),
    shopConfig('patient', { metrics: [ERRORS, LATENCY].map((metric) => ({ ...metric, minSamples: NEEDED })) }),
    shopConfig('impatient', { rollbackOnNoData: '10m' }),
    shopConfig('lenient', { onDeadline: 'continue' }),
    shopConfig('bold', { onDeadline: 'promote' }),
  ]);
  before(async () => {
    server = await startPrometheus({ blocks: openMetrics(shopSeries(T0)) });
    program = await startProgram({ prometheusUrl: server.url, folder: user.folder, nowMs: START });
  });
  after(async () => {
    await program?.stop();
    await server?.stop();
    user.remove();
  });

  it('half of the time: it continues and says what is missing, and is promoted only once there is enough', async () => {
    const id = await program.api.start('patient', 'v5', START);
    await program.moveTo(START + 120 * MINUTE);
    const looks = await program.api.looks(id);
    const candidateSteps = (look: (typeof looks)[number]): number =>
      Math.min(...look.metrics.map((metric: (typeof looks)[number]) => metric.judgements[0].samples.candidate));
    for (const look of looks.filter((one) => candidateSteps(one) < NEEDED)) {
      assert.equal(look.verdict, 'continue');
      assert.match(look.reason, /^errors: \d+ steps with data on both sides \(control \d+, candidate \d+\), 40 are needed$/);
    }
    const last = looks.at(-1)!;
    assert.equal(last.verdict, 'promote');
    assert.ok(candidateSteps(last) >= NEEDED);
    assert.ok(Date.parse(last.slot) > START + 60 * MINUTE, 'half of an hour and a bit are not 40 minutes');
  });

  it('never: it continues, and falls at the deadline to a rollback, without a score', async () => {
    const id = await program.api.start('shop', 'v9', START);
    await program.moveTo(START + 120 * MINUTE);
    const looks = await program.api.looks(id);
    assert.deepEqual(new Set(looks.slice(0, -1).map(({ verdict }) => verdict)), new Set(['continue']));
    const last = looks.at(-1)!;
    assert.deepEqual([last.verdict, last.score, Date.parse(last.slot)], ['rollback', null, START + 120 * MINUTE]);
    assert.match(last.reason, /^undecided at the deadline of 2h/);
    for (const { classification } of last.metrics) assert.equal(classification, 'nodata');
  });

  it('never, under a config that continues at its deadline: it ends undecided', async () => {
    const id = await program.api.start('lenient', 'v9', START);
    await program.moveTo(START + 120 * MINUTE);
    const { verdict, status } = await program.api.verdict(id);
    assert.deepEqual([verdict, status], ['continue', 'finished']);
  });

  it('never, under a config that promotes at its deadline: it is rolled back all the same, since nothing was measured', async () => {
    const id = await program.api.start('bold', 'v9', START);
    await program.moveTo(START + 120 * MINUTE);
    const { verdict, reason } = await program.api.verdict(id);
    assert.equal(verdict, 'rollback');
    assert.match(reason, /^no promotion at the deadline of 2h: errors, latency, cpu without a measurement$/);
  });

  it('never, with rollbackOnNoData: it is rolled back after that time', async () => {
    const id = await program.api.start('impatient', 'v9', START);
    await program.moveTo(START + 120 * MINUTE);
    const { verdict, reason, slot } = await program.api.verdict(id);
    assert.equal(verdict, 'rollback');
    assert.match(reason, /^errors: the candidate had no data for 10m$/);
    const sinceMs = Date.parse(slot) - START;
    assert.ok(sinceMs >= 10 * MINUTE && sinceMs <= 14 * MINUTE, slot);
  });
});
