import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { QueueDepth } from '../../src/analysis/ports/look-queue.ts';
import type { MetricSource, SourceQuery } from '../../src/analysis/ports/metric-source.ts';
import { openObservation } from '../../src/compose/observation.ts';
import { MetricDataError, SourceError } from '../../src/errors.ts';
import type { Judge } from '../../src/judging/judge.ts';
import { gaugeInput } from '../judges/gauge-input.ts';
import { stubJudges } from '../support/config-document.ts';
import { notedTracing } from './noted-tracing.ts';

const MINUTE = 60_000;
const question = (signal = new AbortController().signal): SourceQuery => ({
  query: 'up',
  window: { startMs: 0, endMs: MINUTE, stepMs: MINUTE },
  signal,
});

function observed() {
  let now = 0;
  const tracing = notedTracing();
  const lines: Record<string, unknown>[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const observation = openObservation({ logger, clock: { now: () => now }, version: '1.2.3', tracing });
  const metric = async (line: string): Promise<boolean> => (await observation.registry.metrics()).split('\n').includes(line);
  const wait = (ms: number): void => {
    now += ms;
  };
  return { observation, tracing, lines, metric, wait };
}

function sourceThat(query: MetricSource['query']): MetricSource {
  return { name: 'main', dialect: 'promql', query, check: async () => undefined, metricNames: async () => ['up'] };
}

describe('a watched source', () => {
  it('is asked, checked and listed as before', async () => {
    const reply = { series: [], warnings: ['slow'] };
    const source = observed().observation.source(sourceThat(async () => reply));
    assert.deepEqual([source.name, source.dialect, await source.metricNames?.(question().signal)], ['main', 'promql', ['up']]);
    assert.equal(await source.query(question()), reply);
    await source.check(question().signal);
  });

  it('counts a failure by the code of its error', async () => {
    const { observation, metric } = observed();
    const failures = [new SourceError('main', 'HTTP 503', true), new MetricDataError('cpu', 'two series'), new TypeError('a bug')];
    const source = observation.source(sourceThat(() => Promise.reject(failures.shift())));
    for (let i = 0; i < 3; i++) await assert.rejects(source.query(question()));
    for (const code of ['SOURCE_FAILED', 'METRIC_DATA', 'INTERNAL'])
      assert.ok(await metric(`serinus_source_errors_total{source="main",code="${code}"} 1`), code);
    assert.ok(await metric('serinus_source_query_duration_seconds_count{source="main",outcome="failed"} 3'));
  });

  it('does not count, nor log, a query that was called off', async () => {
    const { observation, metric, lines } = observed();
    const source = observation.source(sourceThat(() => Promise.reject(new SourceError('main', 'the query was cancelled', true))));
    await assert.rejects(source.query(question(AbortSignal.abort())));
    assert.ok(await metric('serinus_source_errors_total{source="main",code="SOURCE_FAILED"} 0'));
    assert.ok(await metric('serinus_source_query_duration_seconds_count{source="main",outcome="failed"} 0'));
    assert.deepEqual(lines, []);
  });

  it('is in the log once a minute while it fails, with how often since', async () => {
    const { observation, lines, wait } = observed();
    const source = observation.source(sourceThat(() => Promise.reject(new SourceError('main', 'HTTP 503', true))));
    const fail = () => assert.rejects(source.query(question()));
    await observation.origins.within({ analysisId: 'a-1' }, async () => {
      for (const pauseMs of [0, 1_000, 30_000, 28_999, 1]) {
        wait(pauseMs);
        await fail();
      }
    });
    assert.deepEqual(
      lines.map(({ analysis, source: name, failures }) => [analysis, name, failures]),
      [
        ['a-1', 'main', 1],
        ['a-1', 'main', 4],
      ],
    );
  });

  it('is told of the span of its own query, and of nothing outside of one', async () => {
    const { observation, tracing } = observed();
    const sent: unknown[] = [];
    const source = observation.source(
      sourceThat(async () => {
        await sleep(1);
        sent.push(observation.sourceHeaders());
        return { series: [], warnings: [] };
      }),
    );
    const look = tracing.begin('look', { kind: 'internal', attributes: {} });
    await observation.origins.within({ span: look }, () => source.query(question()));
    await source.query(question());
    assert.deepEqual(sent, [{ traceparent: 'below query main' }, {}]);
    const [, query] = tracing.spans;
    assert.deepEqual([query?.name, query?.kind, query?.below, query?.ends], ['query main', 'client', look, [undefined]]);
    assert.equal(query?.attributes['db.query.text'], 'up');
  });

  it('shows the first 2,000 characters of a query', async () => {
    const { observation, tracing } = observed();
    const source = observation.source(sourceThat(async () => ({ series: [], warnings: [] })));
    const look = tracing.begin('look', { kind: 'internal', attributes: {} });
    await observation.origins.within({ span: look }, () => source.query({ ...question(), query: 'x'.repeat(5_000) }));
    assert.equal(String(tracing.spans[1]?.attributes['db.query.text']).length, 2_000);
  });
});

describe('watched judges', () => {
  const sequential = stubJudges.get('sequential')!;

  it('are the judges with a timed judge(), called on the judge itself', async () => {
    const { observation, metric } = observed();
    const own = {
      ...sequential,
      secret: 42,
      judge() {
        return { ...sequential.judge(gaugeInput([], []), {}), reason: String(this.secret) };
      },
    };
    const judge = observation.judges(new Map([['sequential', own as Judge]])).get('sequential')!;
    assert.equal(judge.judge(gaugeInput([1], [2]), {}).reason, '42');
    const { judge: _judge, ...facts } = sequential;
    const { judge: _timed, ...shown } = judge;
    assert.deepEqual(shown, facts);
    assert.ok(await metric('serinus_judge_duration_seconds_count{judge="sequential"} 1'));
  });

  it('throw what the judge throws, timed and traced', async () => {
    const { observation, tracing, metric } = observed();
    const broken: Judge = { ...sequential, judge: () => assert.fail('a bug') };
    const judge = observation.judges(new Map([['sequential', broken]])).get('sequential')!;
    const look = tracing.begin('look', { kind: 'internal', attributes: {} });
    assert.throws(() => observation.origins.within({ span: look }, () => judge.judge(gaugeInput([1], [2]), {})), /a bug/);
    assert.deepEqual([tracing.spans[1]?.name, tracing.spans[1]?.ends], ['judge sequential', ['INTERNAL']]);
    assert.ok(await metric('serinus_judge_duration_seconds_count{judge="sequential"} 1'));
  });
});

describe('a watched queue', () => {
  it('shows what is due and grows older while it stands still', async () => {
    const { observation, metric, wait } = observed();
    let depth: QueueDepth = { due: 0, oldestSlotMs: undefined, running: 0 };
    observation.watchQueue(() => depth);
    wait(90_000);
    assert.ok(await metric('serinus_queue_oldest_seconds 0'));
    depth = { due: 3, oldestSlotMs: 60_000, running: 2 };
    assert.ok(await metric('serinus_queue_due 3'));
    assert.ok(await metric('serinus_queue_running 2'));
    assert.ok(await metric('serinus_queue_oldest_seconds 30'));
    wait(30_000);
    assert.ok(await metric('serinus_queue_oldest_seconds 60'));
  });

  it('is never due in the future', async () => {
    const { observation, metric } = observed();
    observation.watchQueue(() => ({ due: 1, oldestSlotMs: 5_000, running: 0 }));
    assert.ok(await metric('serinus_queue_oldest_seconds 0'));
  });
});
