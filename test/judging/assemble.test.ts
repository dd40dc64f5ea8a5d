import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { assemblePairs, type SideSeries } from '../../src/judging/assemble.ts';
import type { MetricConfig } from '../../src/model/config.ts';
import type { HistogramData } from '../../src/model/metric-data.ts';
import type { TimeSeries } from '../../src/model/time-series.ts';
import { metricOf } from './config-of.ts';

const NaNs = (n: number): number[] => Array.from({ length: n }, () => Number.NaN);
const series = (values: readonly number[], labels: Record<string, string> = {}): TimeSeries => ({
  labels,
  startMs: 0,
  stepMs: 60_000,
  values: Float64Array.from(values),
});
const grid = { steps: 3, stepMs: 60_000 };
const assemble = (metric: MetricConfig, control: SideSeries, candidate: SideSeries) => assemblePairs(metric, { control, candidate }, grid);

const gauge = metricOf({ name: 'g' });
const ratio = metricOf({ name: 'r', kind: 'ratio', parts: { bad: 'b', total: 't' } });
const count = metricOf({ name: 'c', kind: 'count', parts: { events: 'e' } });
const countOf = metricOf({ name: 'c', kind: 'count', parts: { events: 'e', exposure: 'x' } });
const histogram = metricOf({ name: 'h', kind: 'histogram', parts: { buckets: 'b' } });

describe('assemblePairs', () => {
  it('keeps a gap a gap, on its step', () => {
    const [pair] = assemble(gauge, { value: [series([1, Number.NaN, 3])] }, { value: [series([4, 5, 6])] });
    assert.deepEqual(pair!.data, {
      kind: 'gauge',
      control: { kind: 'gauge', values: Float64Array.of(1, Number.NaN, 3) },
      candidate: { kind: 'gauge', values: Float64Array.of(4, 5, 6) },
    });
  });

  it('shows a side without series as missing at every step', () => {
    const [pair] = assemble(gauge, { value: [series([1, 2, 3])] }, { value: [] });
    assert.deepEqual((pair!.data.candidate as { values: Float64Array }).values, Float64Array.from(NaNs(3)));
  });

  it('refuses several series of a gauge unless told how to aggregate them', () => {
    const two = { value: [series([1, 2, 3], { pod: 'a' }), series([3, Number.NaN, 5], { pod: 'b' })] };
    assert.throws(() => assemble(gauge, two, two), { code: 'METRIC_DATA', message: /g: value has 2 series on one side \(\{"pod":"a"\}/ });
    const tables = { sum: [4, 2, 8], mean: [2, 2, 4], min: [1, 2, 3], max: [3, 2, 5], median: [2, 2, 4] } as const;
    for (const [how, expected] of Object.entries(tables)) {
      const [pair] = assemble({ ...gauge, aggregate: how as keyof typeof tables }, two, two);
      assert.deepEqual((pair!.data.control as { values: Float64Array }).values, Float64Array.from(expected), how);
    }
  });

  it('pairs by labels, a pair with one side missing included', () => {
    const pairs = assemble(
      { ...gauge, pairBy: ['zone'] },
      { value: [series([1, 1, 1], { zone: 'a', pod: 'x' }), series([2, 2, 2], { zone: 'b', pod: 'y' })] },
      { value: [series([3, 3, 3], { zone: 'b', pod: 'z' })] },
    );
    assert.deepEqual(
      pairs.map(({ labels }) => labels),
      [{ zone: 'a' }, { zone: 'b' }],
    );
    assert.deepEqual((pairs[0]!.data.candidate as { values: Float64Array }).values, Float64Array.from(NaNs(3)));
    assert.deepEqual((pairs[1]!.data.candidate as { values: Float64Array }).values, Float64Array.of(3, 3, 3));
  });

  it('the order in which a source lists its series changes nothing', () => {
    const one = [series([1, 1, 1], { zone: 'a' }), series([2, 2, 2], { zone: 'b' })];
    const metric = { ...gauge, pairBy: ['zone'] };
    assert.deepEqual(
      assemble(metric, { value: one }, { value: one }),
      assemble(metric, { value: one.toReversed() }, { value: one.toReversed() }),
    );
  });

  it('takes an absent error counter as 0 where there is traffic, as missing where there is none', () => {
    const [pair] = assemble(
      ratio,
      { bad: [], total: [series([10, Number.NaN, 0])] },
      { bad: [series([1, 1, 1])], total: [series([9, 9, 9])] },
    );
    assert.deepEqual(pair!.data.control, {
      kind: 'ratio',
      bad: Float64Array.of(0, Number.NaN, 0),
      total: Float64Array.of(10, Number.NaN, 0),
    });
  });

  it('counts against time by default and leaves an absent sample missing', () => {
    const [pair] = assemble(count, { events: [series([5, Number.NaN, 0])] }, { events: [] });
    assert.deepEqual(pair!.data.control, {
      kind: 'count',
      events: Float64Array.of(5, Number.NaN, 0),
      exposure: Float64Array.of(60, Number.NaN, 60),
    });
    assert.deepEqual(pair!.data.candidate, { kind: 'count', events: Float64Array.from(NaNs(3)), exposure: Float64Array.from(NaNs(3)) });
  });

  it('counts against an exposure when it has one', () => {
    const [pair] = assemble(countOf, { events: [], exposure: [series([100, 200, Number.NaN])] }, { events: [], exposure: [] });
    assert.deepEqual(pair!.data.control, {
      kind: 'count',
      events: Float64Array.of(0, 0, Number.NaN),
      exposure: Float64Array.of(100, 200, Number.NaN),
    });
  });

  it('makes cumulative buckets events per bucket, in the order of their bounds', () => {
    const buckets = [series([10, 10, Number.NaN], { le: '+Inf' }), series([4, 10.2, 1], { le: '0.5' }), series([1, 2, 1], { le: '0.1' })];
    const [pair] = assemble(histogram, { buckets }, { buckets: [] });
    const side = pair!.data.control as HistogramData;
    assert.deepEqual(side.bounds, Float64Array.of(0.1, 0.5, Number.POSITIVE_INFINITY));
    const rounded = side.counts.map((values) => [...values].map((value) => Math.round(value * 1e9) / 1e9));
    assert.deepEqual(rounded, [
      [1, 2, Number.NaN],
      [3, 8.2, Number.NaN],
      [6, 0, Number.NaN], // 10 - 10.2 by extrapolation: no bucket holds fewer than none
    ]);
    const absent = pair!.data.candidate as HistogramData;
    assert.deepEqual(absent.bounds, side.bounds);
    assert.ok(absent.counts.every((values) => values.every(Number.isNaN)));
  });

  for (const [name, labels, message] of [
    ['no le label', {}, /le null/],
    ['an le that is no number', { le: 'big' }, /le "big"/],
    ['no +Inf bucket', { le: '0.5' }, /no le="\+Inf"/],
  ] as const) {
    it(`refuses buckets with ${name}`, () => {
      assert.throws(() => assemble(histogram, { buckets: [series([1, 1, 1], labels)] }, { buckets: [] }), { code: 'METRIC_DATA', message });
    });
  }
});
