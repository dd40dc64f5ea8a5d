import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import type { AnyDocument } from '../support/config-document.ts';
import { missing } from '../support/debian.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { openMetrics } from '../support/samples.ts';
import type { RunningServer } from '../support/server-process.ts';
import { metricOf, post } from './api.ts';
import { type Program, startProgram, userFolder } from './program.ts';
import { type Side, SYSTEMS, type System } from './ready-made-systems.ts';
import { MINUTE } from './shop.ts';
import { drawTraffic, type VersionTraffic } from './traffic.ts';

const T0 = Date.UTC(2026, 2, 2, 9);
const START = T0 + 5 * MINUTE;
const HEALTHY: VersionTraffic = { requestsPerMinute: 1_200, errorShare: 0.002, median: 0.08, sigma: 0.5, cores: 0.4 };
const SIDES = {
  stable: HEALTHY,
  healthy: HEALTHY,
  failing: { ...HEALTHY, errorShare: 0.02 },
  slow: { ...HEALTHY, median: HEALTHY.median * 1.5 },
} satisfies Record<Side, VersionTraffic>;
const SIDE_NAMES = Object.keys(SIDES) as Side[];

function systemSeries({ series, bounds }: System) {
  const drawn = drawTraffic(Object.values(SIDES), { startMs: T0, minutes: 130, scrapeMs: 30_000, bounds, seed: 7 });
  return SIDE_NAMES.flatMap((side, i) => series(side, drawn[i]!, drawn[0]!));
}

for (const system of SYSTEMS) {
  describe(`configs/${system.config}.yaml on series with the system's own names`, { skip: missing('prometheus') }, () => {
    let prometheus: RunningServer;
    let program: Program;
    const user = userFolder([]);
    before(async () => {
      cpSync('configs', user.place('configs'), { recursive: true });
      prometheus = await startPrometheus({ blocks: openMetrics(systemSeries(system)) });
      program = await startProgram({ prometheusUrl: prometheus.url, folder: user.folder, nowMs: START });
    });
    after(async () => {
      await program?.stop();
      await prometheus?.stop();
      user.remove();
    });

    async function judged(candidate: Side): Promise<AnyDocument> {
      const { status, body } = await program.api.ask(
        '/analyses',
        post({ config: system.config, ...system.sides(candidate), start: new Date(START).toISOString() }),
      );
      assert.equal(status, 201, JSON.stringify(body));
      await program.moveTo(START + 120 * MINUTE);
      const verdict = await program.api.verdict(body.id);
      for (const { classification, reason, queries } of verdict.metrics)
        assert.ok(!['nodata', 'error'].includes(classification), `${reason}\n${JSON.stringify(queries, null, 2)}`);
      return verdict;
    }

    it('a healthy candidate is promoted', async () => {
      const { verdict, reasons } = await judged('healthy');
      assert.equal(verdict, 'promote', reasons.join('\n'));
    });

    for (const { candidate, metric } of [
      { candidate: 'failing', metric: 'errors' },
      { candidate: 'slow', metric: 'latency' },
    ] as const) {
      it(`a ${candidate} one is rolled back, by ${metric}`, async () => {
        const verdict = await judged(candidate);
        assert.equal(verdict.verdict, 'rollback', verdict.reasons.join('\n'));
        assert.equal(metricOf(verdict, metric).classification, 'high');
        assert.ok(verdict.reason.startsWith(`${metric}: `), verdict.reason);
      });
    }
  });
}
