import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readiness } from '../../src/judging/readiness.ts';
import type { HistogramData } from '../../src/model/metric-data.ts';
import type { MetricRecord } from '../../src/model/metric-record.ts';
import type { ReadinessConfig, ReadinessFacts, ReadinessItem } from '../../src/model/readiness.ts';
import type { MetricResult } from '../../src/model/verdict.ts';

const DAY = 86_400_000;

/** All that is read of a divergence metric's result. */
const diverges = (upper: number | null, classification = 'undecided'): MetricResult =>
  ({
    classification,
    effect: { name: 'divergence rate', scale: 'absolute', estimate: 0.001, lower: 0, upper, tolerance: 0.01 },
  }) as MetricResult;

/** Events in (0, 10], (10, 20], (20, 40], and beyond. */
function latencies(control: readonly number[], candidate: readonly number[]): MetricRecord {
  const side = (counts: readonly number[]): HistogramData => ({
    kind: 'histogram',
    bounds: Float64Array.of(10, 20, 40, Infinity),
    counts: counts.map((count) => Float64Array.of(count, Number.NaN)),
  });
  const data = { kind: 'histogram', control: side(control), candidate: side(candidate) } as const;
  return { metric: 'latency', labels: {}, outcome: { kind: 'data', data }, queries: { control: {}, candidate: {} }, warnings: [] };
}

interface Given {
  readonly elapsedMs?: number;
  readonly facts?: ReadinessFacts;
  readonly divergences?: readonly MetricResult[];
  readonly latencies?: readonly MetricRecord[];
}

describe('the readiness checklist', () => {
  const cases: readonly {
    readonly name: string;
    readonly asked: ReadinessConfig;
    readonly given?: Given;
    readonly state: ReadinessItem['state'];
    readonly reason: RegExp;
  }[] = [
    {
      name: 'long enough',
      asked: { minDurationMs: 7 * DAY },
      given: { elapsedMs: 7 * DAY },
      state: 'met',
      reason: /^has run for 7d of 7d$/,
    },
    {
      name: 'not yet',
      asked: { minDurationMs: 7 * DAY },
      given: { elapsedMs: DAY + 30_000 },
      state: 'not-met',
      reason: /^has run for 1d of 7d$/,
    },
    { name: 'in time', asked: { timeBoxMs: DAY }, given: { elapsedMs: DAY }, state: 'met', reason: /at most 1d is planned/ },
    { name: 'out of time', asked: { timeBoxMs: DAY }, given: { elapsedMs: DAY + 1 }, state: 'not-met', reason: /at most 1d is planned/ },
    {
      name: 'proven to diverge little',
      asked: { maxDivergence: 0.01 },
      given: { divergences: [diverges(0.009)] },
      state: 'met',
      reason: /0\.9 %, below 1 % is wanted/,
    },
    {
      name: 'not proven of each',
      asked: { maxDivergence: 0.01 },
      given: { divergences: [diverges(0.009), diverges(0.02)] },
      state: 'not-met',
      reason: /: 2 %/,
    },
    {
      name: 'no bound yet',
      asked: { maxDivergence: 0.01 },
      given: { divergences: [diverges(null)] },
      state: 'unknown',
      reason: /not known yet/,
    },
    {
      name: 'a bound that is doubtful',
      asked: { maxDivergence: 0.01 },
      given: { divergences: [diverges(0.001, 'nodata')] },
      state: 'unknown',
      reason: /not known yet/,
    },
    { name: 'no metric of it', asked: { maxDivergence: 0.01 }, state: 'unknown', reason: /not known yet/ },
    // 99 of 100 events: 10 less an event's share of the bucket on the control's side, 19.9 on the candidate's.
    {
      name: 'fast enough',
      asked: { latencyRatio: 2.5 },
      given: { latencies: [latencies([100, 0, 0, 0], [0, 100, 0, 0])] },
      state: 'met',
      reason: /2\.01 times the control's/,
    },
    {
      name: 'too slow',
      asked: { latencyRatio: 2 },
      given: { latencies: [latencies([100, 0, 0, 0], [0, 100, 0, 0])] },
      state: 'not-met',
      reason: /at most 2 is wanted/,
    },
    {
      name: 'slower than can be told',
      asked: { latencyRatio: 2 },
      given: { latencies: [latencies([100, 0, 0, 0], [0, 0, 0, 9])] },
      state: 'unknown',
      reason: /not known yet/,
    },
    {
      name: 'no latency of a side',
      asked: { latencyRatio: 2 },
      given: { latencies: [latencies([0, 0, 0, 0], [1, 0, 0, 0])] },
      state: 'unknown',
      reason: /not known yet/,
    },
    {
      name: 'no pattern',
      asked: { noSystematicPattern: true },
      given: { facts: { patterns: { value: [] } } },
      state: 'met',
      reason: /no feature/,
    },
    {
      name: 'a pattern',
      asked: { noSystematicPattern: true },
      given: { facts: { patterns: { value: ['longer text diverges more'] } } },
      state: 'not-met',
      reason: /longer text/,
    },
    { name: 'nobody knows of patterns', asked: { noSystematicPattern: true }, state: 'unknown', reason: /nothing was gathered here/ },
    {
      name: 'pairs enough',
      asked: { minSamples: 10 },
      given: { facts: { samples: { value: 10 } } },
      state: 'met',
      reason: /^pairs compared: 10, 10 are needed$/,
    },
    {
      name: 'too few pairs',
      asked: { minSamples: 10 },
      given: { facts: { samples: { value: 9 } } },
      state: 'not-met',
      reason: /compared: 9/,
    },
    {
      name: 'too few reviewed',
      asked: { minReviewed: 200 },
      given: { facts: { reviewed: { value: 199 } } },
      state: 'not-met',
      reason: /reviewed: 199, 200/,
    },
    {
      name: 'no restart',
      asked: { restarts: { query: 'q', max: 0 } },
      given: { facts: { restarts: { value: 0 } } },
      state: 'met',
      reason: /: 0, at most 0$/,
    },
    {
      name: 'a restart',
      asked: { restarts: { query: 'q', max: 0 } },
      given: { facts: { restarts: { value: 1 } } },
      state: 'not-met',
      reason: /: 1, at most 0$/,
    },
    {
      name: 'no answer about restarts',
      asked: { restarts: { query: 'q', max: 0 } },
      given: { facts: { restarts: { unknown: 'its query has no data' } } },
      state: 'unknown',
      reason: /not known: its query has no data$/,
    },
    {
      name: 'on the limit of its resources',
      asked: { utilisation: { query: 'q', below: 0.7 } },
      given: { facts: { utilisation: { value: 0.7 } } },
      state: 'not-met',
      reason: /0\.7, below 0\.7$/,
    },
    { name: 'a way back', asked: { rollbackPlan: 'https://example.com/back' }, state: 'met', reason: /example\.com/ },
  ];
  for (const { name, asked, given = {}, state, reason } of cases)
    it(`${Object.keys(asked)[0]}, ${name}: ${state}`, () => {
      const items = readiness(asked, { elapsedMs: 0, divergences: [], latencies: [], ...given });
      assert.deepEqual(
        items.map((item) => item.state),
        [state],
      );
      assert.match(items[0]!.reason, reason);
      assert.equal(items[0]!.value === null, state === 'unknown' || items[0]!.item === 'rollbackPlan');
    });

  it('has an item for each that is asked for, and none for others', () => {
    assert.deepEqual(readiness({}, { elapsedMs: 0, divergences: [], latencies: [] }), []);
    const all = readiness(
      { minSamples: 1, minDurationMs: 1, rollbackPlan: 'back', minReviewed: 1 },
      { elapsedMs: 0, divergences: [], latencies: [] },
    );
    assert.deepEqual(
      all.map(({ item }) => item),
      ['minDuration', 'minSamples', 'minReviewed', 'rollbackPlan'],
    );
  });
});
