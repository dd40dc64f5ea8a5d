import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Type } from 'typebox';

import { runCli } from '../../src/cli/run-cli.ts';
import { defineJudge, type Judge } from '../../src/judging/judge.ts';
import type { MetricConfig } from '../../src/model/config.ts';
import type { SideData } from '../../src/model/metric-data.ts';
import { configOf, metricOf } from '../judging/config-of.ts';
import { fakeDeps } from './fake-deps.ts';
import { memoryIo } from './memory-io.ts';

const first = (data: SideData): Float64Array => {
  if (data.kind === 'gauge') return data.values;
  if (data.kind === 'ratio') return data.bad;
  return data.kind === 'count' ? data.events : data.counts.at(-1)!;
};

/** Sums both sides; a candidate above twice the control is harm. What it saw of exposures and bounds stands in its evidence. */
const doubled: Judge = defineJudge({
  name: 'stub',
  description: 'for tests',
  kinds: ['gauge', 'ratio', 'count', 'histogram'],
  parameters: Type.Object({}),
  judge({ metric, data, minSamples, stepMs }) {
    const values = { control: first(data.control), candidate: first(data.candidate) };
    const present = values.control.filter((value, i) => !Number.isNaN(value + values.candidate[i]!)).length;
    const samples = { control: present, candidate: present };
    const common = { reason: metric, samples, everyLook: true };
    if (present < minSamples) return { ...common, classification: 'nodata' };
    const sum = (all: Float64Array) => all.reduce((total, value) => total + (Number.isNaN(value) ? 0 : value), 0);
    const evidence = {
      stepMs,
      steps: values.control.length,
      exposure: data.kind === 'count' ? [...data.control.exposure].map((value) => (Number.isNaN(value) ? null : value)) : null,
      bounds: data.kind === 'histogram' ? data.control.bounds.map((bound) => (bound === Infinity ? -1 : bound)).join(' ') : null,
    };
    return { ...common, evidence, classification: sum(values.candidate) > 2 * sum(values.control) ? 'high' : 'pass' };
  },
});

const LATENCY = metricOf({ name: 'latency', minSamples: 2 });

async function judge(lines: readonly unknown[], { metrics = [LATENCY], args = [] as readonly string[] } = {}) {
  const stdin = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  const io = memoryIo({ stdin });
  const config = configOf({ metrics, minDurationMs: 4 * 60_000, maxDurationMs: 60 * 60_000 });
  const deps = fakeDeps({ loadConfig: async () => ({ config, judges: new Map([['stub', doubled]]), comparators: new Map() }) });
  const status = await runCli(['judge', 'a.yaml', ...args], io, deps);
  const replies = io
    .out()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  return { status, replies, io };
}

const pair = (control: unknown, candidate: unknown) => ({ control, candidate });
const line = (id: string, control: unknown, candidate: unknown) => ({ id, metrics: { latency: pair(control, candidate) } });

describe('serinus judge', () => {
  it('answers every line in order with its verdict and evidence', async () => {
    const { status, replies } = await judge([
      line('good', [1, 1, 1, 1], [1, 1, 1, 1]),
      '',
      line('bad', [1, 1], [3, 3]),
      line('young', [1, 1], [1, 1]),
    ]);
    assert.equal(status, 0);
    assert.deepEqual(
      replies.map(({ id, verdict }) => [id, verdict]),
      [
        ['good', 'promote'],
        ['bad', 'rollback'],
        ['young', 'continue'],
      ],
    );
    assert.equal(replies[1].score, 0);
    assert.equal(replies[1].metrics[0].classification, 'high');
    assert.equal(replies[1].metrics[0].judgements[0].evidence.steps, 2);
    assert.ok(!('decidedAtStep' in replies[0]));
  });

  it('takes a null as a gap', async () => {
    const { replies } = await judge([line('gaps', [1, null, 1, 1], [null, 1, 1, null])]);
    assert.equal(replies[0].metrics[0].classification, 'nodata');
    assert.deepEqual(replies[0].metrics[0].judgements[0].samples, { control: 1, candidate: 1 });
  });

  const steps: readonly { readonly step: unknown; readonly ms: number }[] = [
    { step: undefined, ms: 60_000 },
    { step: 30, ms: 30_000 },
    { step: 0.5, ms: 500 },
    { step: '5m', ms: 300_000 },
  ];
  for (const { step, ms } of steps) {
    it(`a step of ${step ?? "the config's"}`, async () => {
      const { replies } = await judge([{ ...line('a', [1, 1], [1, 1]), step }]);
      assert.equal(replies[0].metrics[0].judgements[0].evidence.stepMs, ms);
    });
  }

  it('--looks stops at the first step whose verdict is final', async () => {
    const { replies } = await judge(
      [
        line('harm at 3', [1, 1, 1, 1, 1], [1, 1, 9, 9, 9]),
        line('harmless at the minimum duration', [1, 1, 1, 1, 1], [1, 1, 1, 1, 9]),
        line('never', [1, 1, 1], [1, 1, 1]),
      ],
      { args: ['--looks'] },
    );
    assert.deepEqual(
      replies.map(({ verdict, decidedAtStep }) => [verdict, decidedAtStep]),
      [
        ['rollback', 3],
        ['promote', 4],
        ['continue', null],
      ],
    );
    assert.equal(replies[0].metrics[0].judgements[0].evidence.steps, 3, 'the look saw nothing later');
  });

  const kinds: readonly { readonly name: string; readonly metric: MetricConfig; readonly side: unknown; readonly evidence: object }[] = [
    {
      name: 'a ratio',
      metric: metricOf({ name: 'm', kind: 'ratio', parts: { bad: 'b', total: 't' }, minSamples: 2 }),
      side: { bad: [1, 2], total: [10, 20] },
      evidence: { exposure: null, bounds: null },
    },
    {
      name: 'a count against its exposure',
      metric: metricOf({ name: 'm', kind: 'count', parts: { events: 'e' }, minSamples: 1 }),
      side: { events: [1, 2], exposure: [10, null] },
      evidence: { exposure: [10, null], bounds: null },
    },
    {
      name: 'a count against time, in seconds',
      metric: metricOf({ name: 'm', kind: 'count', parts: { events: 'e' }, minSamples: 1 }),
      side: { events: [1, null] },
      evidence: { exposure: [60, null], bounds: null },
    },
    {
      name: 'a histogram with its last bound',
      metric: metricOf({ name: 'm', kind: 'histogram', parts: { buckets: 'b' }, minSamples: 1 }),
      side: {
        bounds: [0.1, '+Inf'],
        counts: [
          [5, 5],
          [1, 1],
        ],
      },
      evidence: { exposure: null, bounds: '0.1 -1' },
    },
    {
      name: 'a histogram without it',
      metric: metricOf({ name: 'm', kind: 'histogram', parts: { buckets: 'b' }, minSamples: 1 }),
      side: {
        bounds: [0.1, 0.2],
        counts: [
          [5, 5],
          [1, 1],
          [0, 0],
        ],
      },
      evidence: { exposure: null, bounds: '0.1 0.2 -1' },
    },
  ];
  for (const { name, metric, side, evidence } of kinds) {
    it(`reads ${name}`, async () => {
      const { status, replies } = await judge([{ id: 1, metrics: { m: pair(side, side) } }], { metrics: [metric] });
      assert.equal(status, 0, JSON.stringify(replies[0]));
      const { exposure, bounds } = replies[0].metrics[0].judgements[0].evidence;
      assert.deepEqual({ exposure, bounds }, evidence);
    });
  }

  const HISTOGRAM = metricOf({ name: 'latency', kind: 'histogram', parts: { buckets: 'b' } });
  const RATIO = metricOf({ name: 'latency', kind: 'ratio', parts: { bad: 'b', total: 't' } });
  const refused: readonly { readonly name: string; readonly line: unknown; readonly says: RegExp; readonly metric?: MetricConfig }[] = [
    { name: 'no JSON', line: '{"id": "a", ', says: /^line: is no JSON/ },
    { name: 'no object', line: [1], says: /^line: must be/ },
    { name: 'no id', line: { metrics: {} }, says: /^id: is missing/ },
    { name: 'an unknown field', line: { ...line('a', [1], [1]), note: 'x' }, says: /^note: / },
    { name: 'a metric missing', line: { id: 'a', metrics: {} }, says: /metrics\.latency: is missing/ },
    {
      name: 'the metric __proto__',
      line: '{"id":"a","metrics":{"__proto__":{"control":[1],"candidate":[1]}}}',
      says: /metrics\.__proto__: is no metric/,
    },
    {
      name: 'an unknown metric',
      line: { id: 'a', metrics: { latency: pair([1], [1]), cpu: pair([1], [1]) } },
      says: /metrics\.cpu: is no metric/,
    },
    { name: 'sides of unequal length', line: line('a', [1, 1], [1]), says: /candidate: has 1 steps where the first series has 2/ },
    { name: 'no steps', line: line('a', [], []), says: /has no steps/ },
    { name: 'a step that is no duration', line: { ...line('a', [1], [1]), step: 'a minute' }, says: /^step: / },
    { name: 'the data of another kind', line: line('a', [1], [1]), metric: RATIO, says: /is not the data of a ratio/ },
    {
      name: 'a negative count',
      line: line('a', { bad: [-1], total: [1] }, { bad: [0], total: [1] }),
      metric: RATIO,
      says: /negative number of events/,
    },
    {
      name: 'bounds that do not ascend',
      line: line('a', { bounds: [2, 1], counts: [[1], [1], [1]] }, { bounds: [1, 2], counts: [[1], [1], [1]] }),
      metric: HISTOGRAM,
      says: /control\.bounds: must ascend/,
    },
    {
      name: 'a bucket too few',
      line: line('a', { bounds: [1, 2], counts: [[1], [1]] }, { bounds: [1, 2], counts: [[1], [1]] }),
      metric: HISTOGRAM,
      says: /has 2 rows for 3 buckets/,
    },
  ];
  for (const { name, line: bad, says, metric } of refused) {
    it(`answers a line with ${name} by its error, goes on, and is status 65`, async () => {
      const good = metric === RATIO ? { bad: [1], total: [1] } : metric === HISTOGRAM ? { bounds: [1], counts: [[1], [1]] } : [1];
      const { status, replies } = await judge([bad, line('next', good, good)], { metrics: [metric ?? LATENCY] });
      assert.equal(status, 65);
      assert.equal(replies.length, 2);
      assert.equal(replies[0].line, 1);
      assert.equal(replies[0].error.code, 'BAD_INPUT');
      assert.match(replies[0].error.message, says);
      assert.equal(replies[1].id, 'next');
    });
  }

  it('names the id of a bad line when it has one', async () => {
    const { replies } = await judge([line('known', [1], [])]);
    assert.equal(replies[0].id, 'known');
  });
});
