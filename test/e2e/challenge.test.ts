import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AnyDocument } from '../support/config-document.ts';
import { missing } from '../support/debian.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { openMetrics } from '../support/samples.ts';
import type { RunningServer } from '../support/server-process.ts';
import { post } from './api.ts';
import { type Program, startProgram, userFolder } from './program.ts';
import { MINUTE, shopSeries } from './shop.ts';
import { shopConfig } from './shop-config.ts';

const T0 = Date.UTC(2026, 2, 2, 9);
const START = T0 + 5 * MINUTE;
const REQUEST = {
  config: 'shop',
  control: { version: 'v1' },
  candidates: { healthy: { version: 'v2' }, slow: { version: 'v3' }, failing: { version: 'v4' } },
  start: new Date(START).toISOString(),
  key: 'release-7',
};

describe('three candidates of the shop at once', { skip: missing('prometheus') }, () => {
  let prometheus: RunningServer;
  let program: Program;
  let id: string;
  const user = userFolder([shopConfig('shop')]);
  before(async () => {
    prometheus = await startPrometheus({ blocks: openMetrics(shopSeries(T0)) });
    program = await startProgram({ prometheusUrl: prometheus.url, folder: user.folder, nowMs: START });
    const { status, body } = await program.api.ask('/challenges', post(REQUEST));
    assert.equal(status, 201, JSON.stringify(body));
    id = body.id;
  });
  after(async () => {
    await program?.stop();
    await prometheus?.stop();
    user.remove();
  });

  it('those that are harmful are rolled back, across a restart, and the one that is left is promoted and the best', async () => {
    await program.moveTo(START + 26 * MINUTE);
    const early = await program.api.get(`/challenges/${id}`);
    assert.deepEqual([early.status, early.best, early.candidates[2].verdict], ['running', null, 'rollback']);
    await program.stop();
    await program.start();
    assert.deepEqual(await program.api.get(`/challenges/${id}`), early);
    await program.moveTo(START + 140 * MINUTE);
    const { status, best, candidates } = await program.api.get(`/challenges/${id}`);
    assert.deepEqual(
      candidates.map(({ name, verdict }: AnyDocument) => [name, verdict]),
      [
        ['healthy', 'promote'],
        ['slow', 'rollback'],
        ['failing', 'rollback'],
      ],
    );
    assert.deepEqual([status, best], ['finished', 'healthy']);
  });

  it('each is an analysis as any other, by the shared levels', async () => {
    const { alpha, configHash, candidates } = await program.api.get(`/challenges/${id}`);
    assert.equal(alpha, 0.05 / 3);
    for (const { analysis, verdict } of candidates) {
      const found = await program.api.get(`/analyses/${analysis}`);
      assert.deepEqual([found.verdict, found.configHash], [verdict, configHash]);
    }
  });

  it('the same request is the same challenge', async () => {
    const { status, body } = await program.api.ask('/challenges', post(REQUEST));
    assert.deepEqual([status, body.id], [200, id]);
    assert.deepEqual((await program.api.get('/challenges')).items, [body]);
  });
});
