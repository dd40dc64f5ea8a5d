import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MetricSource, SourceQuery, SourceReply } from '../../../src/analysis/ports/metric-source.ts';
import { SourceError } from '../../../src/errors.ts';
import { answerOf, FIRST_MS, OVERLAP, type PlayedSeries, playServer, remembering, STEP_MS, steps } from './remembering.ts';

const counting = (length: number, pod = 'a'): PlayedSeries => ({ labels: { pod }, values: Array.from({ length }, (_, t) => t + 0.5) });
const windowsOf = (asked: readonly SourceQuery[]) =>
  asked.map(({ window }) => [(window.startMs - FIRST_MS) / STEP_MS, (window.endMs - FIRST_MS) / STEP_MS]);

describe('what a remembering source asks for', () => {
  it('is the whole window once, then the new steps and the overlap, however long the window', async () => {
    const server = playServer([counting(2000)]);
    const { look, counted } = remembering(server);
    for (const end of [20, 21, 30, 1000, 1001]) await look(steps(0, end));
    const expected = [
      [0, 20],
      [20 - OVERLAP, 21],
      [21 - OVERLAP, 30],
      [30 - OVERLAP, 1000],
      [1000 - OVERLAP, 1001],
    ];
    assert.deepEqual(windowsOf(server.asked), expected);
    assert.deepEqual(counted, { part: 4, whole: 1, shared: 0, changed: 0 });
  });

  it('is the overlap alone when the window has not moved', async () => {
    const server = playServer([counting(40)]);
    const { look } = remembering(server);
    await look(steps(0, 30));
    await look(steps(0, 30));
    assert.deepEqual(windowsOf(server.asked)[1], [30 - OVERLAP, 30]);
  });

  it('is a step at least, where a step is longer than the overlap', async () => {
    const server = playServer([counting(40)]);
    const { look } = remembering(server, { overlapMs: 1 });
    await look(steps(0, 30));
    await look(steps(0, 31));
    assert.deepEqual(windowsOf(server.asked)[1], [29, 31]);
  });

  it('is only the end of a window that begins later, where an earlier analysis has asked for the rest', async () => {
    const server = playServer([counting(40)]);
    const { look } = remembering(server);
    await look(steps(0, 30));
    const { series } = await look(steps(10, 31));
    assert.deepEqual(windowsOf(server.asked)[1], [30 - OVERLAP, 31]);
    assert.deepEqual(series, answerOf(server.series, steps(10, 31)));
  });

  it('is the whole of a later window where a series may not be in it: a NaN that was sampled is no gap', async () => {
    const vanished: PlayedSeries = { labels: { pod: 'b' }, values: [1, 2, 3] };
    const unsure: PlayedSeries = { labels: { pod: 'c' }, values: [1, 2, 3, ...Array.from({ length: 20 }, () => Number.NaN)] };
    const server = playServer([counting(40), vanished, unsure]);
    const { look } = remembering(server);
    await look(steps(0, 30));
    const { series } = await look(steps(10, 31));
    assert.deepEqual(windowsOf(server.asked)[1], [10, 31]);
    assert.deepEqual(
      series.map(({ labels }) => labels.pod),
      ['a', 'c'],
    );
  });

  const others: readonly (readonly [name: string, query: Partial<SourceQuery>, end?: number])[] = [
    ['another query', { query: 'down' }],
    ['another kind', { kind: 'histogram' }],
    ['another step', { window: { ...steps(0, 40), stepMs: 2 * STEP_MS } }],
    ['a start between the steps', { window: { ...steps(10, 40), startMs: FIRST_MS + 10 * STEP_MS + 1000 } }],
    ['a start after the end of what is known', { window: steps(31, 40) }],
    ['an earlier start', { window: steps(-3, 40) }],
  ];
  for (const [name, query] of others) {
    it(`is all for ${name}`, async () => {
      const server = playServer([counting(60)]);
      const { look } = remembering(server);
      await look(steps(0, 30));
      const asked = query.window ?? steps(0, 40);
      await look(asked, query);
      assert.deepEqual(server.asked[1]?.window, asked);
    });
  }

  it('is all, each time, of a query that looks at more than its step', async () => {
    const server = playServer([counting(60)]);
    const { look, memory } = remembering(server);
    for (const end of [30, 40]) await look(steps(0, end), { query: 'range_avg(up)' });
    assert.deepEqual(windowsOf(server.asked), [
      [0, 30],
      [0, 40],
    ]);
    assert.equal(memory.size, 0);
  });

  it('is all at every so many-th look, which finds a past that changed before the overlap', async () => {
    const server = playServer([counting(100)]);
    const { look, counted } = remembering(server, { recheckEvery: 4 });
    const replies: SourceReply[] = [];
    for (let end = 30; end < 50; end++) {
      if (end === 40) server.series[0]!.values[7] = 99;
      replies.push(await look(steps(0, end)));
    }
    assert.equal(counted.whole, 1 + 5); // once at first, then of 19 looks every fourth, wherever in the first four it begins
    assert.equal(counted.changed, 1);
    const told = replies.findIndex(({ changedPast }) => changedPast !== undefined);
    assert.ok(told >= 10 && told <= 13, `look ${told}`);
    assert.equal(
      replies[told]!.changedPast,
      'the past changed in the source: 1 value is not what it was at 2026-01-01T00:07:00Z; judged as it is now',
    );
    assert.equal(replies[told]!.series[0]!.values[7], 99);
  });
});

describe('a changed past', () => {
  const changes: readonly (readonly [name: string, change: (values: (number | undefined)[]) => void, told: RegExp | undefined])[] = [
    ['nothing', () => {}, undefined],
    ['a sample that came late', (values) => (values[27] = 27), undefined],
    ['a sum in another order', (values) => (values[26] = 26.5 * (1 + 1e-12)), undefined],
    ['another value in the overlap', (values) => (values[26] = 27), /^the past changed in the source: 1 value is/],
    ['a little more than rounding', (values) => (values[26] = 26.5 * (1 + 1e-8)), /1 value/],
    ['an infinity', (values) => (values[26] = Number.POSITIVE_INFINITY), /1 value/],
    ['a sample that is gone', (values) => (values[28] = undefined), /1 value/],
    ['a series that is gone', (values) => values.fill(undefined), /29 values are not what they were from 2026-01-01T00:00:00Z/],
    [
      'an older value together with one in the overlap',
      (values) => {
        values[3] = 0;
        values[26] = 0;
      },
      /2 values are not what they were from 2026-01-01T00:03:00Z to 2026-01-01T00:26:00Z/,
    ],
  ];
  for (const [name, change, told] of changes) {
    it(`${name}: ${told ? 'is told of, and everything is asked for' : 'is none'}`, async () => {
      const server = playServer([counting(60)]);
      server.series[0]!.values[27] = undefined;
      const { look } = remembering(server);
      await look(steps(0, 30));
      change(server.series[0]!.values);
      const { series, changedPast } = await look(steps(0, 31));
      assert.equal(windowsOf(server.asked).length, told ? 3 : 2);
      if (told) {
        assert.match(changedPast ?? '', told);
        assert.deepEqual(series, answerOf(server.series, steps(0, 31)));
      } else {
        assert.equal(changedPast, undefined);
        // What was seen first stays where only rounding differs: stored looks share it.
        assert.equal(series[0]!.values[26], 26.5);
      }
    });
  }

  it('is told of at later looks too, of windows that hold the step, and of the latest change', async () => {
    const server = playServer([counting(60)]);
    const { look } = remembering(server);
    await look(steps(0, 30));
    server.series[0]!.values[27] = 0;
    await look(steps(0, 31));
    assert.match((await look(steps(0, 40))).changedPast ?? '', /00:27:00Z/);
    assert.match((await look(steps(20, 41))).changedPast ?? '', /00:27:00Z/);
    assert.equal((await look(steps(28, 41))).changedPast, undefined);
    server.series[0]!.values[38] = 0;
    assert.match((await look(steps(0, 42))).changedPast ?? '', /1 value .* 2026-01-01T00:38:00Z;/);
  });

  it('is none where the change is after the window', async () => {
    const server = playServer([counting(60)]);
    const { look } = remembering(server);
    await look(steps(0, 30));
    server.series[0]!.values[27] = 0;
    await look(steps(0, 31));
    assert.equal((await look(steps(0, 27))).changedPast, undefined);
  });
});

describe('a window that ends before what is known', () => {
  it('is answered without what came after it', async () => {
    const later: PlayedSeries = { labels: { pod: 'b' }, values: Array.from({ length: 60 }, (_, t) => (t < 25 ? undefined : t)) };
    const server = playServer([counting(60), later]);
    const { look } = remembering(server);
    await look(steps(0, 40));
    assert.deepEqual((await look(steps(0, 20))).series, answerOf([server.series[0]!], steps(0, 20)));
  });

  it('that brings a late sample is remembered with it', async () => {
    const server = playServer([counting(60)]);
    server.series[0]!.values[18] = undefined;
    const { look } = remembering(server);
    await look(steps(0, 40));
    server.series[0]!.values[18] = 1;
    await look(steps(0, 20));
    assert.deepEqual((await look(steps(0, 41))).series, answerOf(server.series, steps(0, 41)));
  });
});

describe('what is not remembered', () => {
  it('a failure: it is thrown, and the next look asks as if it had not been', async () => {
    const server = playServer([counting(60)]);
    const { look } = remembering(server);
    server.failure = new SourceError('prometheus', 'no answer', true);
    await assert.rejects(look(steps(0, 30)), server.failure);
    server.failure = undefined;
    await look(steps(0, 31));
    server.failure = new SourceError('prometheus', 'no answer', true);
    await assert.rejects(look(steps(0, 32)), server.failure);
    server.failure = undefined;
    assert.deepEqual((await look(steps(0, 33))).series, answerOf(server.series, steps(0, 33)));
    assert.deepEqual(windowsOf(server.asked).at(-1), [31 - OVERLAP, 33]);
  });

  it('a partial answer: it is passed on whole, with what was said of it', async () => {
    const server = playServer([counting(60)]);
    const { look } = remembering(server);
    await look(steps(0, 30));
    Object.assign(server, { isPartial: true, warnings: ['a store did not answer'] });
    const full = server.series[0]!;
    server.series[0] = { ...full, values: full.values.with(27, undefined) };
    const { series, warnings, isPartial, changedPast } = await look(steps(0, 31));
    assert.deepEqual(series, answerOf(server.series, steps(0, 31)));
    assert.deepEqual([warnings, isPartial, changedPast], [['a store did not answer'], true, undefined]);
    Object.assign(server, { isPartial: false, warnings: [] });
    server.series[0] = full;
    const after = await look(steps(0, 32));
    assert.deepEqual([after.warnings, after.isPartial, after.changedPast], [[], undefined, undefined]);
    assert.deepEqual(windowsOf(server.asked).at(-1), [30 - OVERLAP, 32]);
  });

  it('series made from the whole window, as those of native histograms', async () => {
    const server = playServer([counting(60)]);
    const { look, memory } = remembering(server);
    await look(steps(0, 30));
    server.ofWholeWindow = true;
    await look(steps(0, 31));
    assert.equal(memory.size, 0);
    await look(steps(0, 32));
    assert.deepEqual(windowsOf(server.asked), [
      [0, 30],
      [30 - OVERLAP, 31],
      [0, 31],
      [0, 32],
    ]);
  });

  it('more than there is room for: the query used longest ago is asked for whole again', async () => {
    const server = playServer([counting(100)]);
    const { look, memory } = remembering(server, { maxBytes: 4500 });
    for (const query of ['a', 'b', 'a', 'c']) await look(steps(0, 80), { query });
    assert.equal(memory.size, 2); // of 80 values and about 1,000 bytes beside them each
    assert.ok(memory.bytes <= 4500);
    server.asked.length = 0;
    await look(steps(0, 81), { query: 'a' });
    await look(steps(0, 81), { query: 'b' });
    assert.deepEqual(windowsOf(server.asked), [
      [80 - OVERLAP, 81],
      [0, 81],
    ]);
  });

  it('anything, with no room', async () => {
    const server = playServer([counting(60)]);
    const { look, memory } = remembering(server, { maxBytes: 0 });
    for (const end of [30, 31]) await look(steps(0, end));
    assert.deepEqual([memory.size, memory.bytes], [0, 0]);
    assert.deepEqual(windowsOf(server.asked)[1], [0, 31]);
  });
});

describe('the rest of the source', () => {
  it('remarks on the query are told with every answer', async () => {
    const server = playServer([counting(60)]);
    const { look } = remembering(server);
    server.warnings = ['PromQL info: metric might not be a counter'];
    await look(steps(0, 30));
    server.warnings = ['PromQL info: another'];
    const { warnings } = await look(steps(0, 31));
    assert.deepEqual(warnings, ['PromQL info: metric might not be a counter', 'PromQL info: another']);
  });

  it('leaves windows and answers beyond its bounds to the source to refuse', async () => {
    const server = playServer([counting(60), counting(60, 'b')]);
    const { look } = remembering(server, { maxPoints: 62 });
    await look(steps(0, 30));
    await look(steps(0, 32)); // 64 points
    await look(steps(0, 63));
    assert.deepEqual(windowsOf(server.asked).slice(-2), [
      [0, 32],
      [0, 63],
    ]);
    server.query = () => Promise.reject(new RangeError('a window without points'));
    await assert.rejects(look(steps(5, 5)), RangeError);
  });

  it('is as it was', async () => {
    const server: MetricSource = { ...playServer([]), dialect: 'influxql', metricNames: async () => ['up'] };
    const { source } = remembering(server);
    const { signal } = new AbortController();
    assert.deepEqual([source.name, source.dialect, await source.metricNames?.(signal)], ['prometheus', 'influxql', ['up']]);
    server.check = () => Promise.reject(new SourceError('prometheus', 'down', true));
    await assert.rejects(source.check(signal), SourceError);
    assert.equal(remembering(playServer([])).source.metricNames, undefined);
  });
});
