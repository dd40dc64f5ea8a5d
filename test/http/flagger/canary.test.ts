import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { parse } from 'yaml';

import type { MetricSource } from '../../../src/analysis/ports/metric-source.ts';
import { SourceError } from '../../../src/errors.ts';
import { MINUTE, openProgram, scriptedSource, T0 } from '../../analysis/program.ts';
import { startApp } from '../app-under-test.ts';
import { shopConfig } from '../sample-data.ts';
import { advance, type Canary, type CanaryStatus } from './canary-run.ts';

const [canary, metricTemplate] = [...readFileSync('docs/flagger.md', 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) =>
  parse(text),
) as [Canary, { readonly spec: { readonly query: string } }];

const CANDIDATE = 'checkout';
const idle: CanaryStatus = { phase: 'Initialized', checksum: 'rev0', weight: 0, failedChecks: 0 };
const minuteOf = (ms: number): number => (ms - T0) / MINUTE;

/** The program and Flagger's controller over it; each look that is due is made before the controller's interval. */
async function stage(t: TestContext, source: MetricSource, using: Canary = canary) {
  const program = await openProgram(t, source);
  const { app } = startApp(t, { service: program.service, configs: () => [{ ...shopConfig, name: 'checkout' }] });
  const history: CanaryStatus[] = [idle];
  return {
    app,
    service: program.service,
    history,
    /** One interval for each minute up to this one. */
    async run(untilMinute: number, checksum = 'rev1') {
      for (let minute = history.length - 1; minute < untilMinute; minute++) {
        program.setMinute(minute);
        for (const analysis of (await program.service.list({ status: 'running', limit: 10 })).items) await program.runDue(analysis);
        history.push(await advance(app, using, history.at(-1)!, checksum));
      }
      return history.at(-1)!;
    },
  };
}
const steady = () => scriptedSource(() => 1);
/** Half as slow again from minute 5 on; proven once the mean difference is over 0.1. */
const regression = () => scriptedSource((version, ms) => (version === CANDIDATE && minuteOf(ms) > 5 ? 1.5 : 1));
const outage = (source: MetricSource, from: number, to: number): MetricSource => ({
  ...source,
  query: async (request) => {
    const minute = minuteOf(request.window.endMs - request.window.stepMs);
    if (minute >= from && minute < to) throw new SourceError('prometheus', 'no answer', true);
    return source.query(request);
  },
});

describe('the Canary of docs/flagger.md', () => {
  it('is promoted when it is proven harmless, and not before', async (t) => {
    const { run, history, service } = await stage(t, steady());
    assert.deepEqual(await run(30), { phase: 'Succeeded', checksum: 'rev1', weight: 0, failedChecks: 0 });
    const weights = history.map(({ weight }) => weight);
    assert.deepEqual(weights.slice(0, 8), [0, 0, 10, 20, 30, 40, 50, 50]);
    // Opened at minute 1, judged for the 10 minutes that the config wants at least.
    assert.equal(
      history.findIndex(({ phase }) => phase === 'Succeeded'),
      12,
    );
    const { items } = await service.list({ limit: 10 });
    assert.deepEqual(
      items.map(({ key, verdict, status }) => [key, verdict, status]),
      [['user:flagger:shop/checkout/rev1', 'promote', 'finished']],
    );
  });

  it('is rolled back at the interval that follows the proof', async (t) => {
    const { run, history, service } = await stage(t, regression());
    assert.equal((await run(30)).phase, 'Failed');
    const [analysis] = (await service.list({ limit: 1 })).items;
    assert.equal(analysis?.verdict, 'rollback');
    assert.equal(
      history.findIndex(({ phase }) => phase === 'Failed'),
      minuteOf(analysis!.endedAtMs!) + 1,
    );
    assert.ok(history.every(({ failedChecks }) => failedChecks === 0));
  });

  it('is rolled back by the rollout hook after `threshold` refusals where there is no rollback hook', async (t) => {
    const webhooks = canary.spec.analysis.webhooks.map((hook) =>
      hook.type === 'rollback' ? { ...hook, type: 'rollout' as const, url: hook.url.replace(/rollback$/, 'rollout') } : hook,
    );
    const { run } = await stage(t, regression(), { ...canary, spec: { analysis: { ...canary.spec.analysis, webhooks } } });
    const last = await run(40);
    assert.deepEqual([last.phase, last.failedChecks], ['Failed', canary.spec.analysis.threshold]);
  });

  it('gets its traffic although there is no data before it has any', async (t) => {
    const { run } = await stage(
      t,
      scriptedSource((version, ms) => (version === CANDIDATE && minuteOf(ms) < 6 ? Number.NaN : 1)),
    );
    assert.equal((await run(6)).weight, 50);
  });

  it('is neither rolled back, promoted nor given traffic by an outage of the source', async (t) => {
    const { run, history } = await stage(t, outage(steady(), 3, 13));
    await run(40);
    const during = history.slice(4, 14);
    assert.ok(during.every(({ phase }) => phase === 'Progressing' || phase === 'WaitingPromotion'));
    assert.equal(new Set(during.map(({ weight }) => weight)).size, 1);
    assert.ok(during[0]!.weight > 0 && during[0]!.weight < 50);
    assert.deepEqual([history.at(-1)!.phase, history.at(-1)!.failedChecks], ['Succeeded', 0]);
  });

  it('a new revision during the analysis is judged by itself', async (t) => {
    const { run, service } = await stage(t, steady());
    await run(6, 'rev1');
    await run(9, 'rev2');
    const { items } = await service.list({ limit: 10 });
    assert.deepEqual(
      items.map(({ key, status }) => [key.split('/').at(-1), status]),
      [
        ['rev2', 'running'],
        ['rev1', 'cancelled'],
      ],
    );
  });

  it('a revision after one that was rolled back is begun and promoted', async (t) => {
    const source = scriptedSource((version, ms) => (version === CANDIDATE && minuteOf(ms) < 10 ? 1.5 : 1));
    const { run } = await stage(t, source);
    assert.equal((await run(10, 'rev1')).phase, 'Failed');
    assert.deepEqual((({ phase, checksum }) => [phase, checksum])(await run(40, 'rev2')), ['Succeeded', 'rev2']);
  });
});

describe('the MetricTemplate of docs/flagger.md', () => {
  it('passes the check of Flagger, has no value at first, and the score later', async (t) => {
    const { app, run } = await stage(t, steady());
    const query = metricTemplate.spec.query.replaceAll('{{ target }}', 'checkout').trim();
    const answerTo = async (text: string): Promise<string | undefined> => {
      const reply = await app.inject({ url: '/api/v1/query', query: { query: text } });
      assert.equal(reply.statusCode, 200, reply.body);
      return reply.json().data.result.at(-1)?.value[1];
    };
    assert.equal(await answerTo('vector(1)'), '1');
    assert.equal(await answerTo(query), undefined);
    await run(3);
    assert.equal(await answerTo(query), undefined, 'judged, and nothing can be said yet');
    await run(30);
    assert.equal(await answerTo(query), '100');
  });
});
