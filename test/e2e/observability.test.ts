import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { type FlatPrometheus, startFlatPrometheus } from '../support/flat-prometheus.ts';
import { codesOf, tableOf } from '../support/markdown-table.ts';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { post } from './api.ts';
import { type ServeProcess, serve } from './command-line.ts';
import { userFolder } from './program.ts';
import { CPU, ERRORS, shopConfig } from './shop-config.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const V2 = { config: 'shop', control: { version: 'v1' }, candidate: { version: 'v2' } };
/** Of a look: two queries for the control and two for the candidate, errors being a ratio, and one a side for the cpu. */
const QUERIES = 6;
/** OTLP's number for the kind of a span. */
const SERVER = 2;

const PAGE = readFileSync('docs/observability.md', 'utf8');
const KINDS = ['', 'internal', 'server', 'client'];

/** That the page's table has spans of its name, of its kind and with its attributes. */
function assertDocumented({ name, kind, attributes }: ReceivedSpan): void {
  const rows = tableOf(PAGE, 'span', 'kind').map(([cell, ...more]) => [codesOf(cell)[0]!, ...more] as const);
  const row = rows.find(([shown]) => (shown === 'METHOD /route' ? /^[A-Z]+ \//.test(name) : shown.split(' ')[0] === name.split(' ')[0]));
  assert.equal(row?.[1], KINDS[kind], name);
  for (const key of Object.keys(attributes)) assert.ok(codesOf(row?.[3]).includes(key), `${name} has ${key}`);
}

describe('serinus serve, observed', { timeout: 120_000 }, () => {
  let user: ReturnType<typeof userFolder>;
  let prometheus: FlatPrometheus;
  let collector: OtlpReceiver;
  let server: ServeProcess | undefined;
  beforeEach(async () => {
    user = userFolder([shopConfig('shop', { window: { step: '15s', delay: '5s' }, metrics: [ERRORS, CPU] })]);
    [prometheus, collector] = await Promise.all([startFlatPrometheus(), startOtlpReceiver()]);
  });
  afterEach(async () => {
    await server?.stop();
    await Promise.all([prometheus.close(), collector.close()]);
    user.remove();
  });
  const start = async (environment: Readonly<Record<string, string>> = {}): Promise<string> => {
    server = await serve({
      SERINUS_CONFIGS: user.place('configs'),
      SERINUS_STORE: user.place('serinus.db'),
      PROMETHEUS_URL: prometheus.url,
      ...environment,
    });
    return startOf(100);
  };
  /** With steps to judge after 35 seconds, and its first look of the schedule after 120. */
  const startOf = async (secondsAgo: number): Promise<string> => {
    const start = new Date(Date.now() - secondsAgo * 1000).toISOString();
    const { status, body } = await server!.api.ask('/analyses', post({ ...V2, start }));
    assert.equal(status, 201, JSON.stringify(body));
    return body.id;
  };
  const lookAt = (id: string, headers: Readonly<Record<string, string>> = {}) =>
    server!.api.ask(`/analyses/${id}/looks`, { method: 'POST', headers });
  const logOf = async (): Promise<Record<string, unknown>[]> => {
    await server!.stop();
    const text = await server!.log;
    server = undefined;
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  };
  const metrics = async (): Promise<string> => (await fetch(`${server!.api.url}/metrics`)).text();
  const traced = () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '50' });

  it('continues the trace of a request through the look to the source, and names it in the log', async () => {
    const id = await start(traced());
    const { status } = await lookAt(id, { traceparent: `00-${TRACE}-${CALLER}-01`, 'x-request-id': 'deploy-17' });
    assert.equal(status, 200);
    const ofTrace = (spans: readonly ReceivedSpan[]) => spans.filter(({ traceId }) => traceId === TRACE);
    const spans = ofTrace(await collector.until((all) => ofTrace(all).some(({ kind }) => kind === SERVER)));

    const [request] = spans.filter(({ kind }) => kind === SERVER);
    assert.equal(request?.name, 'POST /analyses/:id/looks');
    assert.equal(request.parentSpanId, CALLER);
    assert.equal(request.attributes['http.response.status_code'], 200);
    assert.equal(request.resource['service.name'], 'serinus');
    const [look] = spans.filter(({ name }) => name === 'look');
    assert.equal(look?.parentSpanId, request.spanId);
    assert.deepEqual([look.attributes['serinus.analysis'], look.attributes['serinus.verdict']], [id, 'continue']);
    const below = (span: ReceivedSpan) => spans.filter(({ parentSpanId }) => parentSpanId === span.spanId).map(({ name }) => name);
    assert.deepEqual(
      below(look).toSorted(),
      [...Array(QUERIES).fill('query prometheus'), 'judge ratio', 'judge sequential', 'store saveLook'].toSorted(),
    );

    const asked = prometheus.requests.map(({ headers }) => headers.traceparent);
    const queries = spans.filter(({ name }) => name === 'query prometheus').map(({ spanId }) => `00-${TRACE}-${spanId}-01`);
    assert.deepEqual(asked.toSorted(), queries.toSorted());

    const line = (await logOf()).find(({ msg }) => msg === 'look');
    assert.deepEqual([line?.reqId, line?.analysis, line?.trace_id, line?.look], ['deploy-17', id, TRACE, 1]);
    assert.deepEqual(Object.keys(line!), Object.keys(JSON.parse(/```json\n(.*)\n```/.exec(PAGE)![1]!)), 'the page shows such a line');
    for (const span of spans) assertDocumented(span);
  });

  it('begins a trace with a look of the schedule, and none with what it does every second', async () => {
    await start(traced());
    const id = await startOf(130);
    const isIt = ({ name, attributes }: ReceivedSpan) => name === 'look' && attributes['serinus.analysis'] === id;
    const spans = await collector.until((all) => all.some(isIt));
    assert.equal(spans.find(isIt)?.parentSpanId, undefined);
    const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined).map(({ name }) => name);
    assert.deepEqual([...new Set(roots)].toSorted(), ['POST /analyses', 'look']);
  });

  it('judges as ever while nobody takes its traces, and says so once', async () => {
    await collector.close();
    const id = await start({ ...traced(), OTEL_EXPORTER_OTLP_TIMEOUT: '200' });
    for (let look = 0; look < 3; look++) assert.equal((await lookAt(id)).status, 200);
    const log = await logOf();
    assert.equal(log.filter(({ msg }) => String(msg).startsWith('traces cannot be handed over')).length, 1);
    collector = await startOtlpReceiver();
  });

  it('makes no traces unless it is told where they go', async () => {
    const id = await start();
    assert.equal((await lookAt(id, { traceparent: `00-${TRACE}-${CALLER}-01` })).status, 200);
    assert.deepEqual(
      prometheus.requests.map(({ headers }) => headers.traceparent),
      Array(QUERIES).fill(undefined),
    );
    const line = (await logOf()).find(({ msg }) => msg === 'look');
    assert.deepEqual([line?.analysis, 'trace_id' in line!], [id, false]);
  });

  it('counts what a look asks, judges and stores', async () => {
    const id = await start();
    await lookAt(id);
    const text = await metrics();
    for (const line of [
      `serinus_source_query_duration_seconds_count{source="prometheus",outcome="answered"} ${QUERIES}`,
      'serinus_source_query_duration_seconds_count{source="prometheus",outcome="failed"} 0',
      'serinus_source_errors_total{source="prometheus",code="SOURCE_FAILED"} 0',
      'serinus_judge_duration_seconds_count{judge="sequential"} 1',
      'serinus_store_operation_duration_seconds_count{operation="saveLook"} 1',
      'serinus_looks_total{verdict="continue",trigger="request"} 1',
      'serinus_queue_due 0',
      'serinus_queue_oldest_seconds 0',
    ])
      assert.ok(text.split('\n').includes(line), `${line} is not in\n${text}`);
    assert.match(text, /^serinus_build_info\{version="[0-9.]+",node="v[0-9.]+"\} 1$/m);
    assert.match(text, /^serinus_metric_results_total\{config="shop",classification="\w+"\} \d$/m);
    assert.match(text, /^nodejs_eventloop_lag_p99_seconds /m);
  });

  it('counts and logs a source that fails, and says so of one look once', async () => {
    const id = await start();
    prometheus.fail();
    assert.equal((await lookAt(id)).status, 200);
    // A look does not wait for the second half of a metric whose first half has failed.
    const failed = `serinus_source_errors_total{source="prometheus",code="SOURCE_FAILED"} ${QUERIES}`;
    while (!(await metrics()).includes(failed)) await sleep(50);
    const lines = (await metrics()).split('\n');
    assert.ok(lines.includes(`serinus_source_query_duration_seconds_count{source="prometheus",outcome="failed"} ${QUERIES}`));
    assert.ok(lines.includes('serinus_metric_results_total{config="shop",classification="error"} 2'));
    const said = (await logOf()).filter(({ msg }) => msg === 'queries of a source fail');
    assert.deepEqual(
      said.map(({ source, analysis, reqId }) => [source, analysis, typeof reqId]),
      [['prometheus', id, 'string']],
    );
  });
});
