import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import drift from '../../judges/drift.ts';
import type { Judgement } from '../../src/model/judgement.ts';
import type { HistogramData } from '../../src/model/metric-data.ts';
import { assertWellFormed } from '../support/assert-well-formed.ts';
import { drawHistogram } from '../support/draw-histogram.ts';
import { type Random, seeded } from '../support/random.ts';

/** Twentieths of the unit interval, the upper bound of a bucket belonging to it. */
const BOUNDS = [...Array.from({ length: 20 }, (_, i) => (i + 1) / 20), Infinity];
const STEPS = 40;

/** Scores of a Beta(2 shift, 5) law whose shape wanders a little from step to step. */
function scores(random: Random, shift: number, perStep = 300, weather = 0.05): HistogramData {
  return drawHistogram(BOUNDS, { steps: STEPS, perStep }, () => {
    const shape = 2 * shift * Math.exp(weather * random.normal());
    return () => {
      const a = random.gamma(shape);
      return a / (a + random.gamma(5));
    };
  });
}

/** Class shares: bucket i + 1 counts class i. */
function classes(random: Random, shares: readonly number[], perStep = 200): HistogramData {
  return drawHistogram([...shares.map((_, i) => i + 1), Infinity], { steps: STEPS, perStep }, () => () => {
    let left = random.uniform();
    let index = 0;
    while (index < shares.length - 1 && left >= shares[index]!) left -= shares[index++]!;
    return index + 1;
  });
}

function judge(control: HistogramData, candidate: HistogramData, steps = STEPS): Judgement {
  const cut = ({ bounds, counts }: HistogramData): HistogramData => ({
    kind: 'histogram',
    bounds,
    counts: counts.map((bucket) => bucket.subarray(0, steps)),
  });
  return drift.judge(
    {
      ...{ metric: 'scores', kind: 'histogram', mode: 'shadow', direction: 'either', tolerance: { ratio: 0.1 } },
      ...{ alpha: 0.05, promoteAlpha: 0.05, minSamples: 10, stepMs: 60_000, stepsLeft: 60 },
      data: { kind: 'histogram', control: cut(control), candidate: cut(candidate) },
    },
    { watch: 0.1, fail: 0.2 },
  );
}

describe('judge drift', () => {
  const cases: {
    name: string;
    control: (r: Random) => HistogramData;
    candidate: (r: Random) => HistogramData;
    classification: Judgement['classification'];
  }[] = [
    { name: 'the same scores', control: (r) => scores(r, 1), candidate: (r) => scores(r, 1), classification: 'pass' },
    { name: 'a proven change too small to matter', control: (r) => scores(r, 1), candidate: (r) => scores(r, 1.1), classification: 'pass' },
    { name: 'higher scores', control: (r) => scores(r, 1), candidate: (r) => scores(r, 1.6), classification: 'high' },
    { name: 'lower scores', control: (r) => scores(r, 1.6), candidate: (r) => scores(r, 1), classification: 'low' },
    { name: 'few scores cannot be told', control: (r) => scores(r, 1, 4), candidate: (r) => scores(r, 1, 4), classification: 'undecided' },
    {
      name: 'the same classes',
      control: (r) => classes(r, [0.7, 0.2, 0.1]),
      candidate: (r) => classes(r, [0.7, 0.2, 0.1]),
      classification: 'pass',
    },
    {
      name: 'one class has vanished',
      control: (r) => classes(r, [0.6, 0.2, 0.2]),
      candidate: (r) => classes(r, [0.8, 0.2, 0]),
      classification: 'low',
    },
    { name: 'a single class on both sides', control: (r) => classes(r, [1]), candidate: (r) => classes(r, [1]), classification: 'pass' },
  ];
  for (const { name, control, candidate, classification } of cases) {
    it(name, () => {
      const random = seeded(77);
      const judgement = judge(control(random), candidate(random));
      assert.equal(judgement.classification, classification, judgement.reason);
      assertWellFormed(judgement);
    });
  }

  it('names classes that are new and classes that vanished, when they are telling', () => {
    const random = seeded(78);
    const control = classes(random, [0.5, 0.3, 0.2, 0, 0]);
    const candidate = classes(random, [0.5, 0.3, 0, 0.2, 0]);
    const { evidence } = judge(control, candidate);
    assert.deepEqual(evidence!.newBuckets, ['(3, 4]']);
    assert.deepEqual(evidence!.vanishedBuckets, ['(2, 3]']);
    const once = { ...control, counts: control.counts.map((bucket, b) => bucket.map((n, t) => (b === 4 && t === 3 ? n + 1 : n))) };
    assert.deepEqual(judge(control, once).evidence!.newBuckets, [], 'one event of a class tells nothing');
  });

  it('shows every distance beside what noise alone would give', () => {
    const random = seeded(79);
    const { evidence } = judge(scores(random, 1), scores(random, 1));
    for (const name of ['psi', 'jensenShannon', 'wasserstein']) {
      const { value, fromNoise } = evidence![name] as { value: number; fromNoise: number };
      assert.ok(value > 0 && value < 4 * fromNoise, `${name}: ${value} against ${fromNoise}`);
    }
    const { value, fromNoise95 } = evidence!.kolmogorovSmirnov as { value: number; fromNoise95: number };
    assert.ok(value < 1.5 * fromNoise95);
  });

  it('has no data before there are steps on both sides', () => {
    const random = seeded(80);
    assert.equal(judge(scores(random, 1), scores(random, 1), 9).classification, 'nodata');
  });

  it('never contradicts itself and never says a number that is none, whatever the counts', () => {
    const bounds = Float64Array.of(0.1, 0.5, 1, Infinity);
    const counts = fc.array(fc.array(fc.constantFrom(0, 0, 1, 3, 40), { minLength: STEPS, maxLength: STEPS }), {
      minLength: 4,
      maxLength: 4,
    });
    const drawn = counts.map(
      (buckets): HistogramData => ({ kind: 'histogram', bounds, counts: buckets.map((bucket) => Float64Array.from(bucket)) }),
    );
    fc.assert(
      fc.property(drawn, drawn, (control, candidate) => {
        for (const n of [10, 11, STEPS]) assertWellFormed(judge(control, candidate, n));
        const same = judge(control, control);
        assert.notEqual(same.classification, 'high');
        assert.notEqual(same.classification, 'low');
        assertWellFormed(same);
      }),
      { seed: 19, numRuns: 60 },
    );
  });

  it('over many looks: equal scores are never harm, and half more of the shape always is', () => {
    let equal = 0;
    let drifted = 0;
    let passed = 0;
    const anyLook = (control: HistogramData, candidate: HistogramData, classification: Judgement['classification']): number =>
      [10, 15, 20, 30, 40].some((n) => judge(control, candidate, n).classification === classification) ? 1 : 0;
    for (let run = 0; run < 15; run++) {
      const random = seeded(300 + run);
      const control = scores(random, 1, 150);
      const same = scores(random, 1, 150);
      const other = scores(random, 1.6, 150);
      equal += anyLook(control, same, 'high') + anyLook(control, same, 'low');
      drifted += anyLook(control, other, 'high');
      passed += anyLook(control, other, 'pass');
    }
    assert.deepEqual({ equal, drifted, passed }, { equal: 0, drifted: 15, passed: 0 });
  });
});
