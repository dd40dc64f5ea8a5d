import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, describe, it } from 'node:test';
import { type OtlpTracingOptions, openOtlpTracing } from '../../src/observe/otlp-tracing.ts';
import type { SpanStart, Tracing } from '../../src/observe/tracing.ts';
import { startHttpServer } from '../support/http-server.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const SERVER: SpanStart = { kind: 'server', attributes: {} };
const ALWAYS: OtlpTracingOptions['sampling'] = { kind: 'always_on', parentBased: true, ratio: 1 };
/** OTLP's numbers: status ERROR, kind SERVER. */
const ERROR = 2;

describe('traces by OTLP', () => {
  const given = { ...process.env };
  let collector: OtlpReceiver;
  let trouble: (string | undefined)[];
  beforeEach(async () => {
    collector = await startOtlpReceiver();
    trouble = [];
  });
  afterEach(() => collector.close());
  after(() => {
    process.env = given;
  });

  /** The SDK reads the endpoint in the environment itself. */
  const open = (options: Partial<OtlpTracingOptions> = {}, environment: Readonly<Record<string, string>> = {}): Tracing => {
    process.env = { ...given, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...environment };
    return openOtlpTracing({
      ...{ sampling: ALWAYS, queue: {}, version: '1.2.3', onTrouble: (error) => void trouble.push(error?.message) },
      ...options,
    });
  };

  it('names the program, or what the environment says it is', async () => {
    for (const environment of [{}, { OTEL_SERVICE_NAME: 'serinus-shop', OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test' }]) {
      const tracing = open({}, environment);
      tracing.begin('one', SERVER).end();
      await tracing.stop();
    }
    const said = collector
      .spans()
      .map(({ resource }) => [resource['service.name'], resource['service.version'], resource['deployment.environment.name']]);
    assert.deepEqual(said, [
      ['serinus', '1.2.3', undefined],
      ['serinus-shop', '1.2.3', 'test'],
    ]);
  });

  it('hangs a span below another, with what was noted and how it failed', async () => {
    const tracing = open();
    const request = tracing.begin('request', { ...SERVER, from: { traceparent: `00-${TRACE}-${CALLER}-01` } });
    const look = tracing.begin('look', { kind: 'internal', attributes: { a: 1 }, below: request });
    look.note({ b: 'two', c: true });
    look.end('STORE_FULL');
    request.end();
    await tracing.stop();
    const [inner, outer] = collector.spans();
    assert.deepEqual([outer?.traceId, outer?.parentSpanId, inner?.parentSpanId], [TRACE, CALLER, outer?.spanId]);
    assert.deepEqual(inner?.attributes, { a: 1, b: 'two', c: true, 'error.type': 'STORE_FULL' });
    assert.deepEqual([inner?.statusCode, outer?.statusCode], [ERROR, 0]);
    assert.equal(look.traceId, TRACE);
  });

  // Which trace a request says it is of. https://www.w3.org/TR/trace-context/
  for (const { name, from, continues, state } of [
    { name: 'a traceparent', from: { traceparent: `00-${TRACE}-${CALLER}-01` }, continues: true },
    { name: 'one of a later version', from: { traceparent: `01-${TRACE}-${CALLER}-01-more` }, continues: true },
    { name: 'none', from: {}, continues: false },
    { name: 'an unreadable one', from: { traceparent: `00-${TRACE}-${CALLER}` }, continues: false },
    { name: 'the trace that is none', from: { traceparent: `00-${'0'.repeat(32)}-${CALLER}-01` }, continues: false },
    { name: 'two of them', from: { traceparent: `00-${TRACE}-${CALLER}-01, 00-${TRACE}-${CALLER}-01` }, continues: false },
    { name: 'a tracestate', from: { traceparent: `00-${TRACE}-${CALLER}-01`, tracestate: 'a=1,b=2' }, continues: true, state: 'a=1,b=2' },
    {
      name: 'a tracestate with what no header may hold',
      from: { traceparent: `00-${TRACE}-${CALLER}-01`, tracestate: 'a=1,b=\u00ff,c\r\n=3,d=4\r\nx: y' },
      continues: true,
      state: 'a=1',
    },
  ]) {
    it(`${continues ? 'continues' : 'begins a trace on'} ${name}`, async () => {
      const tracing = open();
      const span = tracing.begin('request', { ...SERVER, from });
      const { traceparent, tracestate } = tracing.headersBelow(span);
      assert.equal(span.traceId === TRACE, continues);
      assert.match(traceparent!, new RegExp(`^00-${span.traceId}-[0-9a-f]{16}-0[0-9a-f]$`));
      assert.ok(!traceparent!.includes(CALLER));
      assert.equal(tracestate, state);
      await tracing.stop();
    });
  }

  for (const { name, sampling, flags, kept } of [
    { name: 'those of callers who keep theirs', sampling: ALWAYS, flags: '01', kept: true },
    { name: 'none of callers who do not', sampling: ALWAYS, flags: '00', kept: false },
    { name: 'all, if so told', sampling: { ...ALWAYS, parentBased: false }, flags: '00', kept: true },
    { name: 'none, if so told', sampling: { kind: 'always_off', parentBased: true, ratio: 1 }, flags: undefined, kept: false },
    { name: 'a share of none', sampling: { kind: 'traceidratio', parentBased: true, ratio: 0 }, flags: undefined, kept: false },
    { name: 'a share of all', sampling: { kind: 'traceidratio', parentBased: true, ratio: 1 }, flags: undefined, kept: true },
  ] as const) {
    it(`keeps ${name}, and says so to whom it asks`, async () => {
      const tracing = open({ sampling });
      const from = flags === undefined ? {} : { traceparent: `00-${TRACE}-${CALLER}-${flags}` };
      const span = tracing.begin('request', { ...SERVER, from });
      assert.equal(Number.parseInt(tracing.headersBelow(span).traceparent!.slice(-2), 16) & 1, kept ? 1 : 0);
      span.end();
      await tracing.stop();
      assert.equal(collector.spans().length, kept ? 1 : 0);
    });
  }

  it('says once that nobody takes them, and once that somebody does again', async () => {
    let status = 400;
    const moody = await startHttpServer((_request, response) => void response.writeHead(status).end('{}'));
    const tracing = open({ queue: { scheduledDelayMillis: 1 } }, { OTEL_EXPORTER_OTLP_ENDPOINT: moody.url });
    const handOver = async (): Promise<void> => {
      const before = moody.requests.length;
      tracing.begin('one', SERVER).end();
      while (moody.requests.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await handOver();
    await handOver();
    status = 200;
    await handOver();
    await tracing.stop();
    await moody.close();
    assert.deepEqual(
      trouble.map((message) => typeof message),
      ['string', 'undefined'],
    );
  });

  it('does not hold up the end for a collector that hangs', { timeout: 20_000 }, async () => {
    const hanging = await startHttpServer(() => undefined);
    const tracing = open({ timeoutMillis: 500 }, { OTEL_EXPORTER_OTLP_ENDPOINT: hanging.url });
    tracing.begin('one', SERVER).end();
    await tracing.stop();
    assert.equal(hanging.requests.length, 1);
    assert.equal(trouble.length, 1);
    await hanging.close();
  });
});
