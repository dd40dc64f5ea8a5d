import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import histogram from '../../judges/histogram.ts';
import type { JudgeInput } from '../../src/judging/judge.ts';
import type { Judgement } from '../../src/model/judgement.ts';
import type { HistogramData } from '../../src/model/metric-data.ts';
import { assertWellFormed } from '../support/assert-well-formed.ts';
import { drawHistogram } from '../support/draw-histogram.ts';
import { type Random, seeded } from '../support/random.ts';

const BOUNDS = [5, 10, 25, 50, 100, 150, 200, 250, 300, 400, 500, 750, 1000, 2000, Infinity];
const STEPS = 40;
const parameters = { quantiles: [0.5, 0.99], commonLanguage: 'off', shareTolerance: 0.005, commonLanguageTolerance: 0.03 } as const;

interface Latency {
  readonly median: number;
  /** Standard deviation of the logarithm. */
  readonly sigma: number;
  readonly perStep?: number;
  readonly bounds?: readonly number[];
  /** Standard deviation of the logarithm of the weather that all events of a step share. */
  readonly weather?: number;
}

function latency(random: Random, { median, sigma, perStep = 300, bounds = BOUNDS, weather = 0.03 }: Latency): HistogramData {
  return drawHistogram(bounds, { steps: STEPS, perStep }, () => {
    const level = median * Math.exp(weather * random.normal());
    return () => level * Math.exp(sigma * random.normal());
  });
}

function judge(control: HistogramData, candidate: HistogramData, changes: Partial<JudgeInput<'histogram'>> = {}, judging = {}): Judgement {
  return histogram.judge(
    {
      ...{ metric: 'latency', kind: 'histogram', mode: 'canary', direction: 'increase', tolerance: { ratio: 0.1 } },
      ...{ alpha: 0.05, promoteAlpha: 0.05, minSamples: 10, stepMs: 60_000, stepsLeft: 60 },
      data: { kind: 'histogram', control, candidate },
      ...changes,
    } as JudgeInput<'histogram'>,
    { ...parameters, quantiles: [...parameters.quantiles], ...judging },
  );
}

/** A step that is missing in one bucket is missing in all of them. */
function whole(histogram: HistogramData): HistogramData {
  const missing = (t: number): boolean => histogram.counts.some((bucket) => Number.isNaN(bucket[t]!));
  return { ...histogram, counts: histogram.counts.map((bucket) => bucket.map((n, t) => (missing(t) ? Number.NaN : n))) };
}

const usual: Latency = { median: 100, sigma: 0.6 };
const busy: Latency = { ...usual, perStep: 1500 };
/** p99 of 254 lies above the highest bound. */
const low: Latency = { median: 100, sigma: 0.4, bounds: [50, 100, 200, Infinity], perStep: 300 };

describe('judge histogram', () => {
  const cases: {
    name: string;
    control: Latency;
    candidate: Latency;
    changes?: Partial<JudgeInput<'histogram'>>;
    judging?: object;
    classification: Judgement['classification'];
    effect?: string;
  }[] = [
    { name: 'the same latency', control: busy, candidate: busy, classification: 'pass' },
    {
      name: 'a wider spread with the same median shows in p99',
      control: usual,
      candidate: { median: 100, sigma: 0.8 },
      classification: 'high',
      effect: 'p99',
    },
    { name: 'all slower', control: usual, candidate: { median: 130, sigma: 0.6 }, classification: 'high' },
    { name: 'faster is harmless', control: usual, candidate: { median: 60, sigma: 0.6 }, classification: 'pass' },
    {
      name: 'faster is harm when any change is',
      control: usual,
      candidate: { median: 60, sigma: 0.6 },
      changes: { direction: 'either' },
      classification: 'low',
    },
    {
      name: 'bounds that differ are brought to those in common',
      control: busy,
      candidate: { ...busy, bounds: [1, 5, 10, 17, 25, 50, 100, 150, 200, 220, 250, 300, 400, 500, 750, 1000, 2000, Infinity] },
      classification: 'pass',
    },
    {
      name: 'an objective that only the candidate misses, where quantiles hardly move',
      control: { median: 100, sigma: 0.3 },
      candidate: { median: 108, sigma: 0.3 },
      changes: { slo: { op: '<', value: 145 } },
      classification: 'high',
      effect: 'share over 150',
    },
    {
      name: 'a slow share above the highest bound is no missing step',
      control: low,
      candidate: { ...low, sigma: 0.7 },
      classification: 'high',
      effect: 'share over 200',
    },
    {
      name: 'the tail alone moves into the open bucket, out of sight of p50',
      control: { median: 100, sigma: 0.2, bounds: [25, 50, 75, 100, 125, 150, 200, Infinity] },
      candidate: { median: 100, sigma: 0.42, bounds: [25, 50, 75, 100, 125, 150, 200, Infinity] },
      classification: 'high',
    },
    {
      name: 'common language effect',
      control: usual,
      candidate: { median: 118, sigma: 0.6 },
      judging: { quantiles: [0.99], commonLanguage: 'on' },
      classification: 'high',
    },
    {
      name: 'one event in a hundred of the traffic: steps are taken together',
      control: { ...usual, perStep: 2000 },
      candidate: { ...usual, perStep: 20 },
      classification: 'undecided',
    },
  ];
  for (const { name, control, candidate, changes, judging, classification, effect } of cases) {
    it(name, () => {
      const random = seeded(42);
      const judgement = judge(latency(random, control), latency(random, candidate), changes, judging);
      assert.equal(judgement.classification, classification, judgement.reason);
      if (effect !== undefined) assert.equal(judgement.effect!.name, effect, judgement.reason);
      assertWellFormed(judgement);
    });
  }

  it('passes only when the share above the highest bound is safe where a quantile cannot be measured', () => {
    const random = seeded(5);
    const judgement = judge(latency(random, low), latency(random, low));
    const contrasts = judgement.evidence!.contrasts as { name: string }[];
    assert.deepEqual(
      contrasts.map(({ name }) => name),
      ['p50', 'share over 200'],
    );
  });

  it('says how steps were taken together', () => {
    const random = seeded(6);
    const { reason, evidence } = judge(latency(random, { ...usual, perStep: 2000 }), latency(random, { ...usual, perStep: 20 }));
    assert.match(`${reason} ${JSON.stringify(evidence)}`, /every 5 steps as one, for enough events/);
  });

  const random = seeded(7);
  const some = latency(random, usual);
  const gone = { ...some, counts: some.counts.map((bucket) => bucket.map(() => Number.NaN)) };
  it('has no data where a side has none', () => {
    const absent: HistogramData = {
      kind: 'histogram',
      bounds: Float64Array.of(Infinity),
      counts: [new Float64Array(STEPS).fill(Number.NaN)],
    };
    for (const candidate of [gone, absent]) {
      const judgement = judge(some, candidate);
      assert.equal(judgement.classification, 'nodata');
      assert.deepEqual(judgement.samples, { control: STEPS, candidate: 0 });
      assert.match(judgement.reason, /0 steps with events on both sides \(control 40, candidate 0\), 10 are needed/);
    }
  });
  it('refuses sides without a bound in common', () => {
    const other: HistogramData = {
      kind: 'histogram',
      bounds: Float64Array.of(7, Infinity),
      counts: [new Float64Array(STEPS).fill(5), new Float64Array(STEPS)],
    };
    assert.throws(() => judge(some, other), /no finite bucket bound in common/);
  });

  it('never contradicts itself and never says a number that is none, whatever the counts', () => {
    const bounds = Float64Array.of(0.1, 0.5, 1, Infinity);
    const counts = fc.array(fc.array(fc.constantFrom(0, 0, 0, 1, 3, 40, Number.NaN), { minLength: 25, maxLength: 25 }), {
      minLength: 4,
      maxLength: 4,
    });
    const drawn = counts.map(
      (buckets): HistogramData => ({ kind: 'histogram', bounds, counts: buckets.map((bucket) => Float64Array.from(bucket)) }),
    );
    const direction = fc.constantFrom('increase' as const, 'decrease' as const, 'either' as const);
    fc.assert(
      fc.property(drawn, drawn, direction, (control, candidate, harm) => {
        const data = { kind: 'histogram', control: whole(control), candidate: whole(candidate) } as const;
        for (const tolerance of [{ ratio: 0.1 }, { absolute: 0.2 }]) {
          assertWellFormed(judge(data.control, data.candidate, { direction: harm, tolerance, minSamples: 3 }, { commonLanguage: 'on' }));
        }
      }),
      { seed: 17, numRuns: 60 },
    );
  });

  it('finds a wider spread in nearly every run and harm in equal ones in hardly any', () => {
    let wider = 0;
    let equal = 0;
    for (let run = 0; run < 20; run++) {
      const draw = seeded(900 + run);
      const control = latency(draw, { ...usual, perStep: 200 });
      wider +=
        judge(control, latency(draw, { median: 100, sigma: 0.8, perStep: 200 }), { tolerance: { ratio: 0 } }).classification === 'high'
          ? 1
          : 0;
      equal += judge(control, latency(draw, { ...usual, perStep: 200 }), { tolerance: { ratio: 0 } }).classification === 'high' ? 1 : 0;
    }
    assert.ok(wider >= 19, `${wider} of 20`);
    assert.ok(equal <= 1, `${equal} of 20`);
  });
});
