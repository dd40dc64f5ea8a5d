import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import type { AnyDocument } from '../../support/config-document.ts';
import { missing } from '../../support/debian.ts';
import { type Answer, type Exchange, type Fault, type FaultyProxy, send, startFaultyProxy } from '../../support/faulty-proxy.ts';
import { startPrometheus } from '../../support/prometheus.ts';
import { openMetrics } from '../../support/samples.ts';
import type { RunningServer } from '../../support/server-process.ts';
import { post } from '../api.ts';
import { type Program, startProgram, userFolder } from '../program.ts';
import { MINUTE, shopSeries } from '../shop.ts';
import { shopConfig } from '../shop-config.ts';

const T0 = Date.UTC(2026, 2, 2, 9);
const START = T0 + 5 * MINUTE;
/** By then the healthy candidate is proven harmless, if it can be seen. */
const FIRST_LOOK = START + 90 * MINUTE;
const MAX_POINTS = 100_000;
/** What the reply to one query may have: see docs/prometheus.md, Limits. */
const MAX_BYTES = 64 * MAX_POINTS + (1 << 20);

const saying =
  (status: number, body: string, headers: Answer['headers'] = {}): Fault =>
  (exchange) =>
    send(exchange, { status, body, headers });
const spoilt =
  (spoil: (answer: Answer, exchange: Exchange) => Answer): Fault =>
  async (exchange) =>
    send(exchange, spoil(await exchange.forward(), exchange));

/** Bytes of answers without end that were taken from it, by request. */
const taken: number[] = [];
const endless: Fault = ({ response }) => {
  const index = taken.push(0) - 1;
  const chunk = Buffer.alloc(1 << 16, ' ');
  response.writeHead(200, { 'content-type': 'application/json' });
  const more = (): void => {
    while (!response.destroyed && taken[index]! < 200 << 20) {
      taken[index]! += chunk.length;
      if (!response.write(chunk)) return void response.once('drain', more);
    }
    response.end();
  };
  more();
};

/** The matrix of a range query once more among its series. */
const doubled: Fault = spoilt((answer) => {
  const reply = JSON.parse(answer.body);
  if (Array.isArray(reply.data?.result)) reply.data.result.push(...reply.data.result);
  return { ...answer, body: JSON.stringify(reply) };
});

describe('a source that fails at the look that would promote, before a real Prometheus', { skip: missing('prometheus') }, () => {
  let prometheus: RunningServer;
  let proxy: FaultyProxy;
  let program: Program;
  let now = FIRST_LOOK;
  const user = userFolder([
    shopConfig('shop', { interval: '90m', duration: { min: '30m', max: '100h' } }),
    shopConfig('hasty', { source: 'hasty', interval: '90m', duration: { min: '30m', max: '100h' } }),
    shopConfig('quiet', { interval: '90m', duration: { min: '30m', max: '100h' }, rollbackOnNoData: '4m' }),
  ]);
  before(async () => {
    prometheus = await startPrometheus({ blocks: openMetrics(shopSeries(T0)) });
    proxy = await startFaultyProxy(prometheus.url);
    const source = { type: 'prometheus', url: proxy.url, retries: 1, maxPoints: MAX_POINTS };
    writeFileSync(user.place('settings.yaml'), JSON.stringify({ sources: { prometheus: source, hasty: { ...source, timeout: '1s' } } }));
    const environment = { SERINUS_SETTINGS: user.place('settings.yaml') };
    program = await startProgram({ environment, folder: user.folder, nowMs: now });
  });
  after(async () => {
    await program?.stop();
    await proxy?.close();
    await prometheus?.stop();
    user.remove();
  });
  const start = async (config: string, key: string): Promise<string> => {
    const sides = { control: { version: 'v1' }, candidate: { version: 'v2' } };
    const { status, body } = await program.api.ask('/analyses', post({ config, ...sides, start: new Date(START).toISOString(), key }));
    assert.equal(status, 201, JSON.stringify(body));
    return body.id;
  };
  const lookAgain = async (id: string): Promise<AnyDocument> => {
    now += MINUTE;
    await program.moveTo(now);
    const { status, body } = await program.api.ask(`/analyses/${id}/looks`, { method: 'POST' });
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  /** Looks until the source has answered in time: a busy machine may take longer than its timeout. */
  const lookWhole = async (id: string): Promise<AnyDocument> => {
    for (;;) {
      const look = await lookAgain(id);
      if (!look.metrics.some(({ reason }: AnyDocument) => /no answer within/.test(reason))) return look;
    }
  };
  const sourceCheck = async (source = 'prometheus'): Promise<AnyDocument> => {
    const { ready, checks } = await program.api.get('/readyz');
    assert.equal(ready, true, 'a verdict can still be asked for');
    return checks.find(({ name }: AnyDocument) => name === `source ${source}`);
  };
  const untilAnswers = async (source?: string): Promise<void> => {
    while (!(await sourceCheck(source)).ok);
  };

  const failures: readonly {
    readonly name: string;
    readonly fault: Fault;
    readonly says: RegExp;
    readonly answersChecks?: true;
    readonly config?: string;
  }[] = [
    { name: 'hangs', config: 'hasty', fault: () => {}, says: /no answer within 1000 ms/ },
    {
      name: 'is slow beyond the timeout',
      config: 'hasty',
      fault: ({ response }) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(' '), 100);
        response.once('close', () => clearInterval(timer));
      },
      says: /no answer within 1000 ms/,
    },
    { name: 'refuses with 403', fault: saying(403, 'no'), says: /HTTP 403, no/ },
    { name: 'fails with 500', fault: saying(500, 'oops'), says: /HTTP 500, oops/ },
    { name: 'asks to be left alone and goes on doing so (429)', fault: saying(429, '', { 'retry-after': '1' }), says: /HTTP 429/ },
    { name: 'answers HTML under 200', fault: saying(200, '<html>log in</html>'), says: /HTTP 200, not JSON: <html>/ },
    {
      name: 'answers JSON cut short',
      fault: spoilt((answer) => ({ ...answer, body: answer.body.slice(0, -20) })),
      says: /HTTP 200, not JSON/,
    },
    {
      name: 'cuts the connection within its answer',
      fault: async (exchange) => {
        const { body } = await exchange.forward();
        exchange.response.writeHead(200, { 'content-length': String(body.length) }).write(body.slice(0, body.length / 2));
        setTimeout(() => exchange.response.destroy(), 20);
      },
      says: /no answer, /,
    },
    { name: 'answers 200 MB', fault: endless, says: new RegExp(`the reply is larger than ${MAX_BYTES} bytes`) },
    { name: 'answers each series twice', fault: doubled, says: /the reply holds the series .* twice/, answersChecks: true },
  ];
  for (const { name, fault, says, answersChecks = false, config = 'shop' } of failures) {
    it(`that ${name}: the verdict is continue and names it, /readyz too, and the next look is whole`, async () => {
      const errorsBefore = await errors();
      proxy.fail(fault);
      const id = await start(config, name);
      await program.moveTo(now);
      const verdict = await program.api.verdict(id);
      assert.deepEqual([verdict.verdict, verdict.score, verdict.status], ['continue', null, 'running']);
      for (const { classification, reason } of verdict.metrics) {
        assert.equal(classification, 'error');
        assert.match(reason, says);
      }
      const source = config === 'hasty' ? 'hasty' : 'prometheus';
      const check = await sourceCheck(source);
      assert.equal(check.ok, answersChecks);
      if (!answersChecks) assert.match(check.message, says);
      assert.ok((await errors()) > errorsBefore);
      proxy.fail(undefined);
      assert.equal((await lookWhole(id)).verdict, 'promote');
      await untilAnswers(source);
    });
  }
  const errors = async (): Promise<number> => {
    const text = await (await fetch(`${program.api.url}/metrics`)).text();
    const values = [...text.matchAll(/^serinus_source_errors_total\{.*\} (\d+)$/gm)].map(([, value]) => Number(value));
    assert.ok(values.length > 0);
    return values.reduce((a, b) => a + b, 0);
  };

  it('that answers 200 MB is read no further than its limit', () => {
    assert.ok(taken.length >= 8, `${taken.length} answers`);
    // The sockets between hold a few MB more.
    for (const bytes of taken) assert.ok(bytes < MAX_BYTES + (16 << 20), `${bytes} bytes`);
  });

  it('that asks to be left alone for a second (429) is asked again after it, within the look', async () => {
    let refused = 0;
    proxy.fail(async (exchange) => {
      if (refused++ < 8) saying(429, '', { 'retry-after': '1' })(exchange);
      else send(exchange, await exchange.forward());
    });
    const id = await start('shop', 'patience');
    await program.moveTo(now);
    const looks = await program.api.looks(id);
    assert.deepEqual(
      looks.map(({ verdict }) => verdict),
      ['promote'],
    );
    proxy.fail(undefined);
  });

  it('that says it answered in part: no promotion by that, and its words are in the look', async () => {
    proxy.fail(
      spoilt((answer) => ({ ...answer, body: JSON.stringify({ ...JSON.parse(answer.body), warnings: ['store eu-2 did not answer'] }) })),
    );
    const id = await start('shop', 'in part');
    await program.moveTo(now);
    const verdict = await program.api.verdict(id);
    assert.equal(verdict.verdict, 'continue');
    for (const { classification, warnings } of verdict.metrics) {
      assert.equal(classification, 'nodata');
      assert.deepEqual(warnings, ['store eu-2 did not answer']);
    }
    proxy.fail(undefined);
    assert.equal((await lookAgain(id)).verdict, 'promote');
  });

  it('whose clock is 5 minutes behind: said in the reasons, the metrics and /readyz, and not taken for a silent candidate', async () => {
    proxy.fail(skewed(-5 * MINUTE));
    const id = await start('quiet', 'behind');
    await program.moveTo(now);
    const verdict = await program.api.verdict(id);
    assert.notEqual(verdict.verdict, 'rollback');
    assert.match(verdict.reasons.at(-1), /^the source's clock is 5m behind this server's/);
    assert.match((await sourceCheck()).message, /^its clock is (4m5\d|5m\d?)s? behind the one here$/);
    assert.match(
      await (await fetch(`${program.api.url}/metrics`)).text(),
      /^serinus_source_clock_ahead_seconds\{source="prometheus"\} -(29|30)\d/m,
    );
  });

  it('whose clock is 5 minutes ahead: said in the reasons, and no more once it agrees', async () => {
    proxy.fail(skewed(5 * MINUTE));
    const id = await start('quiet', 'ahead');
    await program.moveTo(now);
    assert.match((await program.api.verdict(id)).reasons.at(-1), /^the source's clock is 5m ahead of this server's/);
    proxy.fail(undefined);
    const next = await start('quiet', 'agrees');
    await program.moveTo(now);
    assert.doesNotMatch((await program.api.verdict(next)).reasons.join(), /source's clock/);
    assert.equal((await sourceCheck()).message, undefined);
  });

  /** As a server whose clock is so far ahead would answer: by its date, by the times of its samples, and without those still to come. */
  const skewed =
    (aheadMs: number): Fault =>
    async (exchange) => {
      const form = new URLSearchParams(exchange.request.body);
      for (const field of ['start', 'end']) if (form.has(field)) form.set(field, String(Number(form.get(field)) - aheadMs / 1000));
      const { body, ...answer } = await exchange.forward(form.toString());
      const reply = JSON.parse(body);
      if (reply.data?.resultType === 'matrix')
        for (const series of reply.data.result) {
          series.values = series.values
            .filter(([seconds]: [number]) => seconds * 1000 <= now)
            .map(([seconds, value]: [number, string]) => [seconds + aheadMs / 1000, value]);
        }
      const headers = { ...answer.headers, date: new Date(Date.now() + aheadMs).toUTCString() };
      send(exchange, { ...answer, headers, body: JSON.stringify(reply) });
    };
});
