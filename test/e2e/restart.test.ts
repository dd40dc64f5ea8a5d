import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { AnyDocument } from '../support/config-document.ts';
import { missing } from '../support/debian.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { openMetrics } from '../support/samples.ts';
import type { RunningServer } from '../support/server-process.ts';
import { type Program, startProgram, userFolder } from './program.ts';
import { MINUTE, shopSeries } from './shop.ts';
import { shopConfig } from './shop-config.ts';

const T0 = Date.UTC(2026, 2, 2, 9);
const START = T0 + 5 * MINUTE;

describe('the program is restarted between two looks', { skip: missing('prometheus') }, () => {
  let prometheus: RunningServer;
  let program: Program;
  const user = userFolder([shopConfig('shop')]);
  let running: string;
  let ended: string;
  let kept: { readonly running: AnyDocument[]; readonly ended: AnyDocument; readonly verdict: AnyDocument };
  before(async () => {
    prometheus = await startPrometheus({ blocks: openMetrics(shopSeries(T0)) });
    program = await startProgram({ prometheusUrl: prometheus.url, folder: user.folder, nowMs: START });
    running = await program.api.start('shop', 'v2', START);
    ended = await program.api.start('shop', 'v4', START);
    await program.moveTo(START + 26 * MINUTE);
    kept = {
      running: await program.api.looks(running),
      ended: await program.api.get(`/analyses/${ended}`),
      verdict: await program.api.verdict(ended),
    };
    await program.stop();
    await program.start();
  });
  after(async () => {
    await program?.stop();
    await prometheus?.stop();
    user.remove();
  });

  it('analyses, looks and verdicts are those of before', async () => {
    assert.equal(kept.running.length, 13);
    assert.deepEqual(await program.api.looks(running), kept.running);
    assert.equal(kept.verdict.verdict, 'rollback');
    assert.deepEqual(await program.api.get(`/analyses/${ended}`), kept.ended);
    assert.deepEqual(await program.api.verdict(ended), kept.verdict);
  });

  it('slots that passed while it was down are caught up, each judged as of its own time', async () => {
    await program.stop();
    await program.start();
    await program.moveTo(START + 60 * MINUTE);
    const looks = await program.api.looks(running);
    assert.deepEqual(
      looks.map(({ slot }) => Date.parse(slot)),
      looks.map((_, i) => START + (i + 1) * 2 * MINUTE),
    );
    for (const { slot, window } of looks) {
      const lastSampleMs = Date.parse(window.end) - MINUTE;
      assert.ok(lastSampleMs <= Date.parse(slot) - 15_000, `the look of ${slot} saw data up to ${window.end}`);
    }
    assert.equal(looks.at(-1)!.verdict, 'promote');
  });
});
