import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { missing } from '../support/debian.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { openMetrics, prometheusText } from '../support/samples.ts';
import type { RunningServer } from '../support/server-process.ts';
import { startVictoriaMetrics } from '../support/victoria-metrics.ts';
import { metricOf } from './api.ts';
import { type Program, startProgram, userFolder } from './program.ts';
import { MINUTE, shopSeries } from './shop.ts';
import { shopConfig } from './shop-config.ts';

const T0 = Date.UTC(2026, 2, 2, 9);
const START = T0 + 5 * MINUTE;
const SERVERS = [
  { name: 'Prometheus', skip: missing('prometheus'), open: () => startPrometheus({ blocks: openMetrics(shopSeries(T0)) }) },
  {
    name: 'VictoriaMetrics',
    skip: missing('victoria-metrics'),
    open: () => startVictoriaMetrics({ samples: prometheusText(shopSeries(T0)) }),
  },
] as const;

for (const { name, skip, open } of SERVERS) {
  describe(`candidates of a shop, measured by ${name}`, { skip }, () => {
    let server: RunningServer;
    let program: Program;
    const user = userFolder([shopConfig('shop')]);
    const analyses: Record<string, string> = {};
    before(async () => {
      server = await open();
      program = await startProgram({ prometheusUrl: server.url, folder: user.folder, nowMs: START });
      for (const version of ['v2', 'v3', 'v4']) analyses[version] = await program.api.start('shop', version, START);
    });
    after(async () => {
      await program?.stop();
      await server?.stop();
      user.remove();
    });

    it('none is judged before there is enough data', async () => {
      await program.moveTo(START + 8 * MINUTE);
      for (const id of Object.values(analyses)) {
        const verdict = await program.api.verdict(id);
        assert.equal(verdict.verdict, 'continue');
        assert.equal(verdict.look, 4);
        for (const { classification } of verdict.metrics) assert.equal(classification, 'nodata');
      }
    });

    it('the healthy one is promoted, not before the minimum duration', async () => {
      await program.moveTo(START + 120 * MINUTE);
      const verdict = await program.api.verdict(analyses.v2!);
      assert.deepEqual([verdict.verdict, verdict.score, verdict.status], ['promote', 100, 'finished']);
      assert.ok(Date.parse(verdict.slot) >= START + 30 * MINUTE, verdict.slot);
      for (const { classification } of verdict.metrics) assert.equal(classification, 'pass');
    });

    it('a p99 that is 20 % higher is rolled back, by latency alone, long before the deadline', async () => {
      const verdict = await program.api.verdict(analyses.v3!);
      assert.deepEqual([verdict.verdict, verdict.score, verdict.status], ['rollback', 0, 'finished']);
      assert.match(verdict.reason, /^latency: p99 \+\d/);
      assert.deepEqual(verdict.reasons.length, 1);
      const { classification, effect } = metricOf(verdict, 'latency');
      assert.equal(classification, 'high');
      assert.ok(
        effect.lower > 0.05 && effect.lower < 0.2 && effect.upper > 0.2,
        `the series were drawn with 0.2: ${JSON.stringify(effect)}`,
      );
      assert.ok(Date.parse(verdict.slot) < START + 60 * MINUTE, verdict.slot);
    });

    it('errors where the control has none are rolled back, by errors alone', async () => {
      const verdict = await program.api.verdict(analyses.v4!);
      assert.deepEqual([verdict.verdict, verdict.score, verdict.status], ['rollback', 0, 'finished']);
      assert.match(verdict.reason, /^errors: .*control 0 of/);
      const { classification, effect } = metricOf(verdict, 'errors');
      assert.equal(classification, 'high');
      assert.ok(effect.lower > 0.003 && effect.lower < 0.01 && effect.upper > 0.01, `drawn with 0.01: ${JSON.stringify(effect)}`);
    });

    it('every look is kept, one a slot, none after the verdict', async () => {
      for (const id of Object.values(analyses)) {
        const looks = await program.api.looks(id);
        assert.deepEqual(
          looks.map(({ slot }) => Date.parse(slot)),
          looks.map((_, i) => START + (i + 1) * 2 * MINUTE),
        );
        const verdicts = looks.map(({ verdict }) => verdict);
        assert.ok(verdicts.slice(0, -1).every((verdict) => verdict === 'continue'));
        assert.notEqual(verdicts.at(-1), 'continue');
      }
    });
  });
}
