import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SourceError } from '../../../src/errors.ts';
import type { MetricKind } from '../../../src/model/metric-data.ts';
import type { TimeSeries } from '../../../src/model/time-series.ts';
import { startHttpServer } from '../../support/http-server.ts';
import { never, sourceFor } from './source-options.ts';

/* Replies in the shape that Prometheus's documentation gives of its HTTP API, "native histograms", and its 3.x servers send. */

const T0 = 1_700_000_000;
const window = { startMs: T0 * 1000, endMs: (T0 + 180) * 1000, stepMs: 60_000 };
type Bucket = readonly [rule: number, left: string, right: string, count: string];
const histogram = (count: string, buckets?: readonly Bucket[]): object => ({ count, sum: '1', ...(buckets && { buckets }) });
const series = (samples: readonly (readonly [step: number, histogram: object])[], metric: object = {}): object => ({
  metric,
  histograms: samples.map(([step, sample]) => [T0 + step * 60, sample]),
});

interface Asked {
  readonly maxPoints?: number;
  readonly kind?: MetricKind;
}

async function decode(result: readonly object[], { kind = 'histogram', ...options }: Asked = {}): Promise<readonly TimeSeries[]> {
  const body = JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } });
  const server = await startHttpServer((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(body));
  try {
    const request = { query: 'increase(latency[1m])', window, signal: never, kind };
    return (await sourceFor(server.url, options).query(request)).series;
  } finally {
    await server.close();
  }
}

/** Events up to each `le` at one step. */
function upTo(found: readonly TimeSeries[], step: number): ReadonlyMap<number, number> {
  return new Map(found.map(({ labels, values }) => [labels.le === '+Inf' ? Infinity : Number(labels.le), values[step]!]));
}

describe('native histograms become cumulative buckets', () => {
  it('of one resolution: the bounds of the whole range, empty buckets too, and a little beyond', async () => {
    // Resolution 0: bounds are the powers of two; the bucket (2, 4] is empty and not in the reply.
    const found = await decode([
      series(
        [
          [
            0,
            histogram('6', [
              [0, '1', '2', '1'],
              [0, '4', '8', '5'],
            ]),
          ],
        ],
        { job: 'a' },
      ),
    ]);
    const expected = [
      [0.25, 0],
      [0.5, 0],
      [1, 0],
      [2, 1],
      [4, 1],
      [8, 6],
      [16, 6],
      [32, 6],
      [Infinity, 6],
    ] as const;
    assert.deepEqual([...upTo(found, 0)], expected);
    assert.ok(found.every(({ labels }) => labels.job === 'a'));
    assert.ok(
      found.every(({ values }) => Number.isNaN(values[1]!) && values.length === 3),
      'a step without a histogram is a gap',
    );
  });

  it('of two resolutions: bounds of the finer one inside a coarser bucket are none', async () => {
    // 1.414213562373095 as a server's table has it, one digit off the nearest double of 2^0.5.
    const found = await decode([
      series([
        [
          0,
          histogram('3', [
            [0, '1', '1.414213562373095', '1'],
            [0, '1.414213562373095', '2', '2'],
          ]),
        ],
        [1, histogram('4', [[0, '1', '4', '4']])],
      ]),
    ]);
    const bounds = [...upTo(found, 0).keys()];
    assert.ok(!bounds.includes(2) && bounds.every((bound) => bound <= 1 || bound >= 4), String(bounds));
    assert.equal(upTo(found, 0).get(4), 3);
    assert.equal(upTo(found, 1).get(4), 4);
    assert.equal(upTo(found, 1).get(1), 0);
  });

  it('with a zero bucket and negative ones', async () => {
    const found = await decode([
      series([
        [
          0,
          histogram('10', [
            [1, '-2', '-1', '1'],
            [3, '-0.001', '0.001', '2'],
            [0, '0.001', '0.001953125', '3'],
            [0, '1', '2', '4'],
          ]),
        ],
      ]),
    ]);
    const events = upTo(found, 0);
    assert.deepEqual(
      [-2, -1, -0.001, 0.001, 0.001953125, 1, 2, Infinity].map((bound) => events.get(bound)),
      [0, 1, 1, 3, 6, 6, 10, 10],
    );
    assert.equal(events.get(-4), 0, 'the negative side has bounds beyond its events as well');
  });

  it('with a zero bucket that grew on the way: its earlier inside is no bound any more', async () => {
    const found = await decode([
      series([
        [
          0,
          histogram('3', [
            [3, '-0.001', '0.001', '1'],
            [0, '0.5', '1', '2'],
          ]),
        ],
        [1, histogram('3', [[3, '-0.5', '0.5', '3']])],
      ]),
    ]);
    assert.deepEqual([...upTo(found, 0).keys()].slice(0, 2), [0.5, 1]);
    assert.deepEqual([upTo(found, 0).get(0.5), upTo(found, 1).get(0.5)], [1, 3]);
  });

  it('with custom buckets (schema -53): their bounds as they are, the outer ones open', async () => {
    const found = await decode([
      series([
        [
          0,
          histogram('7.5', [
            [3, '-Inf', '0.3', '1'],
            [0, '0.3', '2.5', '2'],
            [0, '10', '+Inf', '4.5'],
          ]),
        ],
      ]),
    ]);
    assert.deepEqual(
      [...upTo(found, 0)],
      [
        [0.3, 1],
        [2.5, 3],
        [10, 3],
        [Infinity, 7.5],
      ],
    );
  });

  it('without events: a step of zeros, not a gap', async () => {
    const found = await decode([series([[1, histogram('0')]])]);
    assert.deepEqual([...upTo(found, 1)], [[Infinity, 0]]);
  });

  it('an event that is not a number is above every bound, as in a classic histogram', async () => {
    const events = upTo(await decode([series([[0, histogram('3', [[0, '1', '2', '2']])]])]), 0);
    assert.deepEqual([events.get(2), events.get(8), events.get(Infinity)], [2, 2, 3]);
  });

  it('a count that is not a number is a gap', async () => {
    const found = await decode([
      series([
        [0, histogram('NaN')],
        [1, histogram('2', [[0, '1', '2', '2']])],
      ]),
    ]);
    assert.ok(found.every(({ values }) => Number.isNaN(values[0]!) && !Number.isNaN(values[1]!)));
  });

  it('the finest resolution over a wide range is brought to 256 bounds or fewer', async () => {
    const width = 2 ** (1 / 256);
    const found = await decode([
      series([
        [
          0,
          histogram('2', [
            [0, '0.001', String(0.001 * width), '0'],
            [0, '0.0009765625', String(0.0009765625 * width), '1'],
            [0, String(16 / width), '16', '1'],
          ]),
        ],
      ]),
    ]);
    // 14 powers of two and two more on either side; 256 / 18 rounded down to a power of two is 8 a power of two.
    assert.ok(found.length > 128 && found.length <= 256, String(found.length));
    const events = upTo(found, 0);
    assert.deepEqual([events.get(0.0009765625), events.get(0.0078125), events.get(8), events.get(16)], [0, 1, 1, 2]);
  });

  it('every series of a query has the same bounds, so that they can be added up', async () => {
    const found = await decode([
      series([[0, histogram('1', [[0, '1', '2', '1']])]], { pod: 'a' }),
      series([[0, histogram('1', [[0, '8', '16', '1']])]], { pod: 'b' }),
    ]);
    const of = (pod: string) => found.filter(({ labels }) => labels.pod === pod).map(({ labels }) => labels.le);
    assert.deepEqual(of('a'), of('b'));
    assert.ok(of('a').includes('16'));
  });

  it('law: events up to every bound are counted exactly, whatever the resolutions of the steps', async () => {
    // One set of measured values a step; brute force counts those up to a bound.
    const value = fc.oneof(
      fc.double({ min: -6, max: 6, noNaN: true }).map((exponent) => 2 ** exponent),
      fc.double({ min: -4, max: 4, noNaN: true }).map((exponent) => -(2 ** exponent)),
      fc.constant(0),
    );
    const step = fc.record({ values: fc.array(value, { maxLength: 30 }), schema: fc.integer({ min: -4, max: 8 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 3 }), async (steps) => {
        const found = await decode([series(steps.map(({ values, schema }, index) => [index, bucketed(values, schema)] as const))]);
        steps.forEach(({ values }, index) => {
          for (const [bound, events] of upTo(found, index)) {
            // A bucket below 0 is [-high, -low): a value that is exactly its bound lies above that bound.
            const exact = values.filter((one) => (bound < 0 ? one < bound : one <= bound)).length;
            assert.equal(events, exact, `up to ${bound} at step ${index}`);
          }
        });
      }),
      { seed: 42, numRuns: 60 },
    );
  });
});

/** Measured values as a server buckets them. */
function bucketed(values: readonly number[], schema: number): object {
  const counts = new Map<string, number>();
  for (const value of values) {
    const upper = Math.ceil(Math.log2(Math.abs(value)) * 2 ** schema) / 2 ** schema;
    const [low, high] = [2 ** (upper - 2 ** -schema), 2 ** upper];
    const key = JSON.stringify(value === 0 ? [3, '-0', '0'] : value > 0 ? [0, `${low}`, `${high}`] : [1, `${-high}`, `${-low}`]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const buckets = [...counts].map(([key, count]) => [...(JSON.parse(key) as [number, string, string]), String(count)] as const);
  return histogram(String(values.length), buckets);
}

describe('native histograms that cannot be used are refused', () => {
  const one = series([[0, histogram('2', [[0, '1', '2', '2']])]], { job: 'a' });
  const cases: readonly { readonly name: string; readonly result: readonly object[]; readonly message: RegExp; readonly asked?: Asked }[] =
    [
      {
        name: 'for a metric of another kind',
        result: [one],
        asked: { kind: 'gauge' },
        message: /^eu-1: "increase\(latency\[1m\]\)" answers native histograms, for which the metric needs the kind histogram/,
      },
      {
        name: 'beside series of numbers',
        result: [one, { metric: { le: '1' }, values: [[T0, '7']] }],
        message: /"increase\(latency\[1m\]\)" answers native histograms and numbers; query one of them/,
      },
      {
        name: 'beside numbers in one series',
        result: [{ ...one, values: [[T0 + 60, '7']] }],
        message: /\{"job":"a"\} is a native histogram at some times and a number at others/,
      },
      { name: 'with a label le', result: [{ ...one, metric: { le: '1' } }], message: /\{"le":"1"\} is a native histogram with a label le/ },
      {
        name: 'with fewer events than none',
        result: [series([[0, histogram('-1', [[0, '1', '2', '-1']])]])],
        message: /has -1 events from 1 to 2; query increase\(\) of a histogram of counters/,
      },
      {
        name: 'with buckets that overlap',
        result: [
          series([
            [
              0,
              histogram('2', [
                [0, '1', '4', '1'],
                [0, '2', '8', '1'],
              ]),
            ],
          ]),
        ],
        message: /has buckets that overlap/,
      },
      {
        name: 'with a bucket upside down',
        result: [series([[0, histogram('1', [[0, '2', '1', '1']])]])],
        message: /has the bucket .* none/,
      },
      { name: 'with a count that is no text', result: [series([[0, { count: 1, sum: '1' }]])], message: /a native histogram .* malformed/ },
      { name: 'with a count that is no number', result: [series([[0, histogram('many')]])], message: /has the count "many", which is not/ },
      {
        name: 'between two times',
        result: [{ metric: {}, histograms: [[T0 + 1, histogram('0')]] }],
        message: /at 1700000001 is not at one of the times asked for/,
      },
      {
        name: 'twice at one time',
        result: [
          series([
            [0, histogram('0')],
            [0, histogram('0')],
          ]),
        ],
        message: /out of order at 1700000000/,
      },
      {
        name: 'with more buckets than maxPoints allows',
        result: [one],
        asked: { maxPoints: 17 },
        message: /1 native histograms of 7 buckets and 3 points are 21, more than maxPoints 17/,
      },
    ];
  for (const { name, result, message, asked } of cases) {
    it(name, () =>
      assert.rejects(decode(result, asked), (error) => {
        assert.ok(error instanceof SourceError);
        assert.match(error.message, message);
        return true;
      }),
    );
  }
});
