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
const EXPECTED = { v2: 'promote', v3: 'rollback' } as const;
const CANDIDATES = ['v2', 'v3'] as const;
/** What a look says, without when and as the how manyth it was made. */
const judged = ({ verdict, score, reasons, metrics, slot }: AnyDocument) => ({ verdict, score, reasons, metrics, slot });

describe('Prometheus goes down in the middle of an analysis', { skip: missing('prometheus') }, () => {
  let prometheus: RunningServer;
  let program: Program;
  const user = userFolder([shopConfig('shop'), shopConfig('quiet', { rollbackOnNoData: '4m' })]);
  const undisturbed: Record<string, AnyDocument> = {};
  const analyses: Record<string, string> = {};
  before(async () => {
    prometheus = await startPrometheus({ blocks: openMetrics(shopSeries(T0)) });
    const other = userFolder([shopConfig('shop')]);
    const reference = await startProgram({ prometheusUrl: prometheus.url, folder: other.folder, nowMs: START });
    for (const version of CANDIDATES) {
      const id = await reference.api.start('shop', version, START);
      await reference.moveTo(START + 120 * MINUTE);
      undisturbed[version] = await reference.api.verdict(id);
    }
    await reference.stop();
    other.remove();

    program = await startProgram({ prometheusUrl: prometheus.url, folder: user.folder, nowMs: START });
    for (const version of CANDIDATES) analyses[version] = await program.api.start('shop', version, START);
    analyses.quiet = await program.api.start('quiet', 'v2', START);
    await program.moveTo(START + 12 * MINUTE);
    await prometheus.kill();
  });
  after(async () => {
    await program?.stop();
    await prometheus?.stop();
    user.remove();
  });

  it('the looks go on, continue, and name the source', async () => {
    await program.moveTo(START + 16 * MINUTE);
    for (const id of Object.values(analyses)) {
      const verdict = await program.api.verdict(id);
      assert.deepEqual([verdict.verdict, verdict.score, verdict.look, verdict.status], ['continue', null, 8, 'running']);
      for (const { classification, reason } of verdict.metrics) {
        assert.equal(classification, 'error');
        assert.match(reason, /: prometheus: .*ECONNREFUSED/);
      }
    }
  });

  it('a verdict that must be fresh is judged, and is no error of the API', async () => {
    await program.moveTo(START + 17 * MINUTE);
    const { verdict, reason, slot } = await program.api.get(`/verdict?analysis=${analyses.v3}&maxAge=30s`);
    assert.deepEqual([verdict, Date.parse(slot)], ['continue', START + 17 * MINUTE]);
    assert.match(reason, /prometheus/);
  });

  it('/readyz names the source that fails, and stays ready', async () => {
    const { ready, checks } = await program.api.get('/readyz');
    assert.equal(ready, true);
    assert.deepEqual(
      checks.map(({ name, ok }: AnyDocument) => [name, ok]),
      [
        ['store', true],
        ['queue', true],
        ['source prometheus', false],
      ],
    );
    assert.match(checks[2].message, /ECONNREFUSED/);
  });

  it('an outage counts as no silence of the candidate: rollbackOnNoData leaves it alone', async () => {
    await program.moveTo(START + 20 * MINUTE);
    assert.equal((await program.api.verdict(analyses.quiet!)).verdict, 'continue');
  });

  it('once it is back the verdicts are those of a run that nothing disturbed', async () => {
    await prometheus.restart();
    await program.moveTo(START + 120 * MINUTE);
    const { checks } = await program.api.get('/readyz');
    assert.ok(checks.every(({ ok }: AnyDocument) => ok));
    for (const version of CANDIDATES) {
      const verdict = await program.api.verdict(analyses[version]!);
      assert.deepEqual(judged(verdict), judged(undisturbed[version]!));
      assert.equal(verdict.verdict, EXPECTED[version]);
    }
  });
});
