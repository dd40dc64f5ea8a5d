import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addHarm } from '../../../src/analysis/calibrate/add-harm.ts';
import { narrowedScope, splitInHalves } from '../../../src/analysis/calibrate/halves.ts';
import { instancesOf } from '../../../src/analysis/calibrate/instances.ts';
import { heldOut, planReplays } from '../../../src/analysis/calibrate/plan-replays.ts';
import { medianOrNever, rateOf } from '../../../src/analysis/calibrate/replay-report.ts';
import { scaleNoise, varianceFactor } from '../../../src/analysis/calibrate/scale-noise.ts';
import { cutAt, usableParts, without } from '../../../src/analysis/calibrate/stretches.ts';
import { BadInputError } from '../../../src/errors.ts';
import { sampleProfile } from '../../store/samples.ts';
import { assertClose } from '../../support/assert-close.ts';

const nan = Number.NaN;

describe('the usable parts of a history', () => {
  const present =
    (...gaps: readonly (readonly [number, number])[]) =>
    (i: number) =>
      !gaps.some(([from, to]) => i >= from && i < to);
  const whole = [{ start: 0, end: 300 }];
  const cases = [
    { name: 'without a gap', gaps: [], parts: [[0, 300]] },
    { name: 'a gap of 30 steps is no cut', gaps: [[100, 130]], parts: [[0, 300]] },
    {
      name: 'a gap of 31 steps is one',
      gaps: [[100, 131]],
      parts: [
        [0, 100],
        [131, 300],
      ],
    },
    {
      name: 'nothing at the ends',
      gaps: [
        [0, 5],
        [290, 300],
      ],
      parts: [[5, 290]],
    },
    {
      name: '59 steps are too short, 60 are not',
      gaps: [
        [59, 140],
        [200, 300],
      ],
      parts: [[140, 200]],
    },
    {
      name: 'steps without data do not count',
      gaps: [
        [50, 60],
        [65, 100],
        [160, 300],
      ],
      parts: [[100, 160]],
    },
    { name: 'no data at all', gaps: [[0, 300]], parts: [] },
  ] as const;
  for (const { name, gaps, parts } of cases)
    it(name, () =>
      assert.deepEqual(
        usableParts(whole, present(...gaps)).map(({ start, end }) => [start, end]),
        parts,
      ),
    );

  it('are cut at known changes, in any order and named twice', () =>
    assert.deepEqual(cutAt({ start: 0, end: 300 }, [200, 100, 200, 0, 300, -7, 999]), [
      { start: 0, end: 100 },
      { start: 100, end: 200 },
      { start: 200, end: 300 },
    ]));

  it('lose a hole in their middle, at their end, and whole', () =>
    assert.deepEqual(
      without(
        [
          { start: 0, end: 50 },
          { start: 60, end: 70 },
          { start: 80, end: 200 },
        ],
        { start: 40, end: 90 },
      ),
      [
        { start: 0, end: 40 },
        { start: 90, end: 200 },
      ],
    ));
});

describe('the releases taken from a history', () => {
  it('begin every 30 steps, and say how many do not overlap', () => {
    // 720 - 119 = 601 steps of room: 0, 30, ..., 600. 720 / 119 is 6 and a bit.
    const plan = planReplays([{ start: 0, end: 720 }], 119)!;
    assert.deepEqual([plan.length, plan.releases.length, plan.disjoint], [119, 21, 6]);
    assert.deepEqual(plan.releases.at(-1), { start: 600, end: 719 });
  });
  it('do not cross a change', () => {
    const plan = planReplays(
      [
        { start: 0, end: 300 },
        { start: 300, end: 420 },
      ],
      100,
    )!;
    assert.ok(plan.releases.every(({ start, end }) => end <= 300 || start >= 300));
    assert.deepEqual([plan.releases.length, plan.disjoint], [7 + 1, 3 + 1]);
  });
  it('are a third of the history when that is short, and at most a hundred', () => {
    assert.equal(planReplays([{ start: 0, end: 240 }], 500)?.length, 80);
    assert.ok(planReplays([{ start: 0, end: 20_000 }], 100)!.releases.length <= 101);
  });
  it('are none when the history has no room', () => {
    assert.equal(planReplays([{ start: 0, end: 80 }], 120), undefined);
    assert.equal(planReplays([], 120), undefined);
  });
  it('are left out of what their profile is learnt from, with 30 steps on either side', () =>
    assert.deepEqual(heldOut([{ start: 0, end: 720 }], { start: 120, end: 240 }), [
      { start: 0, end: 90 },
      { start: 270, end: 720 },
    ]));
});

describe('what replays say', () => {
  it('counts overlapping releases for what they are worth', () => {
    // 0 of 6: scipy 1.17.1 binomtest(0, 6).proportion_ci(.95, 'exact').high
    const rate = rateOf(0, 21, 6);
    assert.deepEqual([rate.share, rate.lower], [0, 0]);
    assert.ok(Math.abs(rate.upper - 0.45925812643990044) < 1e-9);
  });
  it('has no median when half or more never came', () => {
    assert.equal(medianOrNever([3, 1, 2]), 2);
    assert.equal(medianOrNever([3, undefined, 1]), 3);
    assert.equal(medianOrNever([1, undefined, undefined]), null);
    assert.equal(medianOrNever([]), null);
  });
});

describe('the halves of the instances', () => {
  const names = Array.from({ length: 7 }, (_, i) => `shop-${i}`);
  it('are the same whatever the order of the names, share none, and differ by at most one', () => {
    const { control, candidate } = splitInHalves('pod', names);
    assert.deepEqual(splitInHalves('pod', [...names].reverse()), { control, candidate });
    assert.deepEqual([...control, ...candidate].sort(), names);
    assert.deepEqual([control.length, candidate.length], [4, 3]);
  });
  it('are not two when there is one instance', () => {
    assert.throws(
      () => splitInHalves('pod', ['a', 'a']),
      (error) => error instanceof BadInputError && /1 values of the label pod/.test(error.message),
    );
  });

  const scopes = [
    { name: 'a scope with matchers', scope: 'version="${version}"', wanted: 'version="${version}",pod=~"a\\\\.b|c"' },
    { name: 'a comma at its end', scope: 'version="x", ', wanted: 'version="x",pod=~"a\\\\.b|c"' },
    { name: 'an empty scope', scope: ' ', wanted: 'pod=~"a\\\\.b|c"' },
  ];
  for (const { name, scope, wanted } of scopes) it(`narrow ${name}`, () => assert.equal(narrowedScope(scope, 'pod', ['a.b', 'c']), wanted));
  it('cannot be told anything by a name', () => {
    // Neither a quote, nor a backslash, nor what would be a placeholder of the template.
    const narrowed = narrowedScope('', 'pod', ['"} or vector(1) #', '\\', '${version}']);
    assert.equal(narrowed, 'pod=~"\\"\\\\} or vector\\\\(1\\\\) #|\\\\\\\\|\\\\$\\\\{version\\\\}"');
    assert.ok(!narrowed.includes('${'));
  });
});

describe('the instances of a history', () => {
  const series = (pod: string, values: readonly number[]) => ({
    labels: { pod },
    startMs: 0,
    stepMs: 1,
    values: Float64Array.from(values),
  });
  const found = instancesOf('pod', [
    series('a', [1, 1, 1, 1, 1, 1]),
    series('b', [1, nan, 1, 1, nan, nan]),
    series('c', [nan, nan, nan, nan, 1, 1]),
    series('', [1, 1, 1, 1, 1, 1]),
  ]);
  it('are those with a name; one scrape missed is no change, an end and a beginning are', () => {
    assert.deepEqual(found.names, ['a', 'b', 'c']);
    assert.deepEqual(found.changes, [4]);
  });
  it('are counted as they usually were at a time', () => {
    assert.equal(found.usual(['a', 'b']), 2);
    assert.equal(found.usual(['c']), 1);
    assert.equal(found.usual(['x']), 0);
  });
});

describe('noise for other numbers of instances', () => {
  it('has the variance of the means of so many', () => {
    // halves of 3 and 3, a release of 6 and 1: (1/6 + 1) / (1/3 + 1/3)
    assertClose(varianceFactor({ control: 3, candidate: 3 }, { control: 6, candidate: 1 }), 1.75, 1e-12);
    const scaled = scaleNoise(sampleProfile(), 4);
    assert.deepEqual([scaled.mad, scaled.variance[5], scaled.meanVariance], [0.2, 0.04, 0.04]);
  });
  for (const factor of [0.249, 4.01, nan, 0])
    it(`is not guessed at a factor of ${factor}`, () => assert.throws(() => scaleNoise(sampleProfile(), factor), RangeError));
});

describe('harm put into a pair', () => {
  const values = (...all: number[]) => Float64Array.from(all);
  it('raises a gauge, and lowers one whose decrease is the harm', () => {
    const pair = {
      kind: 'gauge',
      control: { kind: 'gauge', values: values(1) },
      candidate: { kind: 'gauge', values: values(2, nan) },
    } as const;
    assert.deepEqual(addHarm(pair, 'increase', 0.5), { ...pair, candidate: { kind: 'gauge', values: values(3, nan) } });
    assert.deepEqual(addHarm(pair, 'decrease', 1), { ...pair, candidate: { kind: 'gauge', values: values(1, nan) } });
  });
  it('raises the bad events of a ratio up to all, and the events of a count', () => {
    const side = { kind: 'ratio', bad: values(2, 9), total: values(10, 10) } as const;
    assert.deepEqual(addHarm({ kind: 'ratio', control: side, candidate: side }, 'increase', 0.5)?.candidate, {
      ...side,
      bad: values(3, 10),
    });
    const count = { kind: 'count', events: values(4), exposure: values(60) } as const;
    assert.deepEqual(addHarm({ kind: 'count', control: count, candidate: count }, 'increase', 0.5)?.candidate, {
      ...count,
      events: values(6),
    });
  });
  it('cannot be put into a histogram', () => {
    const side = { kind: 'histogram', bounds: values(1, Infinity), counts: [values(1), values(0)] } as const;
    assert.equal(addHarm({ kind: 'histogram', control: side, candidate: side }, 'increase', 0.5), undefined);
  });
});
