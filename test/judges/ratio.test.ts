import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import count from '../../judges/count.ts';
import ratio from '../../judges/ratio.ts';
import type { JudgeInput } from '../../src/judging/judge.ts';
import { lookAtRates, type RateQuestion } from '../../src/judging/rate-look.ts';
import type { Judgement } from '../../src/model/judgement.ts';
import { eventSteps } from '../../src/stats/event-steps.ts';
import { assertWellFormed } from '../support/assert-well-formed.ts';
import { type Random, seeded } from '../support/random.ts';

interface Case {
  readonly bad: readonly number[];
  readonly total?: readonly number[];
  readonly controlBad: readonly number[];
  readonly controlTotal?: readonly number[];
}
type Settings = Partial<Pick<JudgeInput, 'direction' | 'tolerance' | 'alpha' | 'promoteAlpha' | 'minSamples' | 'stepsLeft'>>;

const settings = { metric: 'errors', mode: 'canary', stepMs: 60_000, direction: 'increase', tolerance: { ratio: 0.1 } } as const;
const levels = { alpha: 0.05, promoteAlpha: 0.05, minSamples: 10, stepsLeft: 60 } as const;
const repeat = (n: number, value: number): number[] => new Array<number>(n).fill(value);

function judge({ bad, total, controlBad, controlTotal }: Case, changes: Settings = {}): Judgement {
  const side = (events: readonly number[], all: readonly number[] | undefined) => ({
    kind: 'ratio' as const,
    bad: Float64Array.from(events),
    total: Float64Array.from(all ?? repeat(events.length, 1000)),
  });
  const data = { kind: 'ratio' as const, control: side(controlBad, controlTotal), candidate: side(bad, total) };
  return ratio.judge({ ...settings, ...levels, ...changes, kind: 'ratio', data }, { negligible: 0.001 });
}

const zeros = (n: number): number[] => repeat(n, 0);
const cycle = (n: number, ...values: number[]): number[] => Array.from({ length: n }, (_, i) => values[i % values.length]!);
/** A few errors, seven in 25 steps. */
const FEW = [1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0];

describe('judge ratio', () => {
  // What must come follows from the rules: proof of harm needs 20 to 1 at alpha 0.05. Data of known complaints: complaints.test.ts.
  const cases: { name: string; data: Case; settings?: Settings; classification: Judgement['classification'] }[] = [
    {
      name: 'one burst of 50 is no rollback',
      data: { bad: [0, 0, 50, 0, 0, 0, 0, 0, 0, 0], controlBad: zeros(10) },
      classification: 'undecided',
    },
    {
      name: 'one burst of 950 is none either',
      data: { bad: [0, 0, 950, ...zeros(40)], controlBad: zeros(43) },
      classification: 'undecided',
    },
    { name: 'an outage is told after 5 steps', data: { bad: repeat(5, 500), controlBad: zeros(5) }, classification: 'high' },
    { name: 'a candidate without an event in 30 000 requests', data: { bad: zeros(30), controlBad: zeros(30) }, classification: 'pass' },
    {
      name: 'a candidate without an event in 300 requests cannot be told',
      data: { bad: zeros(30), total: repeat(30, 10), controlBad: zeros(30) },
      classification: 'undecided',
    },
    { name: 'four times the errors', data: { bad: cycle(40, 7, 9, 8), controlBad: cycle(40, 2, 3, 1) }, classification: 'high' },
    { name: 'half the errors', data: { bad: cycle(40, 2, 3, 1), controlBad: cycle(40, 7, 9, 8) }, classification: 'pass' },
    {
      name: 'half the errors when a decrease is harm',
      data: { bad: cycle(40, 2, 3, 1), controlBad: cycle(40, 7, 9, 8) },
      settings: { direction: 'decrease' },
      classification: 'low',
    },
    {
      name: 'half the errors when any change is harm',
      data: { bad: cycle(40, 2, 3, 1), controlBad: cycle(40, 7, 9, 8) },
      settings: { direction: 'either' },
      classification: 'low',
    },
    {
      name: 'as many errors when any change is harm: not told from so few',
      data: { bad: cycle(40, 2, 3, 1), controlBad: cycle(40, 3, 1, 2) },
      settings: { direction: 'either' },
      classification: 'undecided',
    },
    {
      name: 'three times the errors, all of them within the absolute margin',
      data: { bad: cycle(100, 0, 0, 0, 0, 3), controlBad: cycle(100, 0, 0, 1, 0, 0) },
      settings: { tolerance: { ratio: 0.1, absolute: 0.002 } },
      classification: 'pass',
    },
    {
      name: 'beyond the ratio, but not proven beyond the absolute margin',
      data: { bad: cycle(40, 9, 11, 10), controlBad: cycle(40, 2, 3, 1) },
      settings: { tolerance: { ratio: 0.1, absolute: 0.02 } },
      classification: 'pass',
    },
    {
      name: 'beyond both',
      data: { bad: cycle(40, 39, 41, 40), controlBad: cycle(40, 2, 3, 1) },
      settings: { tolerance: { ratio: 0.1, absolute: 0.02 } },
      classification: 'high',
    },
    {
      name: 'beyond an absolute margin alone',
      data: { bad: cycle(40, 39, 41, 40), controlBad: cycle(40, 2, 3, 1) },
      settings: { tolerance: { absolute: 0.02 } },
      classification: 'high',
    },
    {
      name: 'an outage beyond an absolute margin is told after 5 steps',
      data: { bad: repeat(5, 500), controlBad: zeros(5) },
      settings: { tolerance: { absolute: 0.001 } },
      classification: 'high',
    },
    {
      name: 'frequent events, 20 % against 20 %',
      data: { bad: cycle(40, 198, 203, 201), controlBad: cycle(40, 202, 199, 200) },
      classification: 'pass',
    },
    {
      name: 'frequent events, 26 % against 20 %',
      data: { bad: cycle(40, 258, 263, 261), controlBad: cycle(40, 202, 199, 200) },
      classification: 'high',
    },
    { name: 'too few steps', data: { bad: repeat(9, 1), controlBad: repeat(9, 1) }, classification: 'nodata' },
    {
      name: 'steps in which a side saw nothing are missing',
      data: { bad: zeros(40), total: cycle(40, 1000, 0, 0, 0, 0), controlBad: zeros(40) },
      classification: 'nodata',
    },
    { name: 'no sample at all', data: { bad: repeat(40, Number.NaN), controlBad: zeros(40) }, classification: 'nodata' },
    {
      name: 'more bad than all, as extrapolated counters may say',
      data: { bad: repeat(20, 1001), controlBad: zeros(20) },
      classification: 'high',
    },
  ];
  for (const { name, data, settings: changes, classification } of cases) {
    it(name, () => {
      const judgement = judge(data, changes);
      assert.equal(judgement.classification, classification, judgement.reason);
      assertWellFormed(judgement);
    });
  }

  it('says the counts, the change and what was allowed in one sentence', () => {
    const { reason, effect, samples, logEValue } = judge({ bad: cycle(40, 7, 9, 8), controlBad: cycle(40, 2, 3, 1) });
    assert.match(
      reason,
      /^errors: 319 of 40000 \(0\.797 %\), control 80 of 40000 \(0\.2 %\), rate ratio \+298\.8 % \[[\d.]+ %, [\d.]+ %\], 10 % allowed: proven higher, 40 steps$/,
    );
    assert.deepEqual(samples, { control: 40, candidate: 40 });
    assert.ok(
      effect!.scale === 'relative' && effect!.lower! > 0.1 && effect!.lower! < effect!.estimate && effect!.estimate < effect!.upper!,
    );
    assert.ok(logEValue! > Math.log(20));
  });

  it('gives the odds where nothing is proven yet, and when it will be', () => {
    const { reason, moreSteps } = judge({ bad: FEW, controlBad: zeros(25) });
    assert.match(reason, /the odds are 10 to 1 and 20 to 1 are needed, 25 steps, about 7 more steps$/);
    assert.equal(moreSteps, 7);
  });

  it('counts steps with data on each side', () => {
    const judgement = judge({ bad: [...repeat(5, 1), ...repeat(5, Number.NaN)], controlBad: repeat(10, 1) });
    assert.deepEqual(judgement.samples, { control: 10, candidate: 5 });
    assert.match(judgement.reason, /5 steps with data on both sides \(control 10, candidate 5\), 10 are needed/);
  });

  it('refuses a tolerance that allows every decrease', () => {
    assert.throws(() => judge({ bad: zeros(20), controlBad: zeros(20) }, { direction: 'decrease', tolerance: { ratio: 1 } }), RangeError);
  });

  it('scores 100 exactly for a pass and 0 exactly for harm, and never says a number that is none', () => {
    const events = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 15, maxLength: 15 });
    const tolerance = fc.constantFrom({ ratio: 0 }, { ratio: 0.5 }, { absolute: 0.005 }, { ratio: 0.2, absolute: 0.005 }, { absolute: 0 });
    const direction = fc.constantFrom('increase' as const, 'decrease' as const, 'either' as const);
    fc.assert(
      fc.property(events, events, fc.integer({ min: 0, max: 15 }), tolerance, direction, (bad, controlBad, silent, allowed, harm) => {
        const total = controlBad.map((_, t) => (t < silent ? 0 : 500));
        assertWellFormed(
          judge({ bad: bad.map((n, t) => Math.min(n, total[t]!)), total, controlBad }, { tolerance: allowed, direction: harm }),
        );
      }),
      { seed: 9, numRuns: 120 },
    );
  });
});

describe('judge count', () => {
  const events = (control: readonly number[], candidate: readonly number[], exposure: number, changes: Settings = {}): Judgement => {
    const side = (values: readonly number[]) => ({
      kind: 'count' as const,
      events: Float64Array.from(values),
      exposure: new Float64Array(values.length).fill(exposure),
    });
    const data = { kind: 'count' as const, control: side(control), candidate: side(candidate) };
    return count.judge({ ...settings, metric: 'restarts', ...levels, ...changes, kind: 'count', data }, { negligible: 0.1 });
  };
  const cases = [
    { name: 'no restart on either side in 40 steps', control: zeros(40), candidate: zeros(40), classification: 'pass' },
    { name: 'no restart in 12 steps cannot be told', control: zeros(12), candidate: zeros(12), classification: 'undecided' },
    { name: 'restarts beside none', control: zeros(40), candidate: cycle(40, 0, 1, 0), classification: 'high' },
    {
      name: 'as frequent as steps allow: no upper end of a rate',
      control: cycle(40, 90, 110, 100),
      candidate: cycle(40, 290, 310, 300),
      classification: 'high',
    },
    { name: 'fewer', control: cycle(40, 90, 110, 100), candidate: cycle(40, 40, 60, 50), classification: 'pass' },
  ] as const;
  for (const { name, control, candidate, classification } of cases) {
    it(name, () => {
      for (const exposure of [1, 60, 60_000]) {
        const judgement = events(control, candidate, exposure);
        assert.equal(judgement.classification, classification, judgement.reason);
        assertWellFormed(judgement);
      }
    });
  }
  it('holds an absolute margin in events per unit of exposure', () => {
    assert.equal(events(zeros(40), cycle(40, 0, 0, 0, 0, 0, 1), 60, { tolerance: { absolute: 0.01 } }).classification, 'pass');
    assert.equal(events(zeros(40), cycle(40, 3, 2, 4), 60, { tolerance: { absolute: 0.01 } }).classification, 'high');
  });
});

describe('rates looked at again and again', () => {
  const look = (control: readonly number[], candidate: readonly number[], ratioLimit: number): 'harm' | 'safe' | 'undecided' => {
    const exposure = new Float64Array(control.length).fill(1000);
    const question: RateQuestion = {
      steps: eventSteps({ events: Float64Array.from(control), exposure }, { events: Float64Array.from(candidate), exposure }),
      counting: 'trials',
      ratio: ratioLimit,
      negligible: 0.001,
      alpha: 0.05,
      promoteAlpha: 0.05,
      minSamples: 10,
    };
    return lookAtRates(question).outcome;
  };
  /** Share of runs that are harm at any of the looks at 5, 8, 11, ... 98 steps. */
  const harmful = (runs: number, seed: number, draw: (random: Random) => readonly [number, number], ratioLimit = 1): number => {
    const random = seeded(seed);
    let found = 0;
    for (let run = 0; run < runs; run++) {
      const pairs = Array.from({ length: 98 }, () => draw(random));
      const control = pairs.map(([value]) => value);
      const candidate = pairs.map(([, value]) => value);
      for (let n = 5; n <= 98; n += 3) {
        if (look(control.slice(0, n), candidate.slice(0, n), ratioLimit) !== 'harm') continue;
        found++;
        break;
      }
    }
    return found / runs;
  };
  const poisson = (control: number, candidate: number) => (random: Random) => [random.poisson(control), random.poisson(candidate)] as const;

  // 300 runs a row; a true rate of 0.02 shows more than 0.04 once in 100 tables.
  for (const rate of [0.05, 0.5, 5]) {
    it(`equal rates of ${rate} a step are called harm in at most 3 of 100 runs`, () =>
      assert.ok(harmful(300, 100 * rate, poisson(rate, rate)) <= 0.03));
  }
  it('bursts of one side are no harm', () => {
    const bursty = (random: Random) => [random.poisson(0.5), random.poisson(0.5) + (random.uniform() < 0.02 ? 20 : 0)] as const;
    assert.ok(harmful(200, 31, bursty) <= 0.03);
  });
  it('bursts of either side are no harm', () => {
    const burst = (random: Random): number => (random.uniform() < 0.05 ? 20 : 0);
    assert.ok(harmful(200, 32, (random) => [burst(random), burst(random)]) <= 0.03);
  });
  it('four times 0.5 errors a step are found', () => assert.ok(harmful(100, 33, poisson(0.5, 2)) >= 0.98));
  it('an error every fifth step beside none is found', () => assert.ok(harmful(100, 34, poisson(0, 0.2)) >= 0.95));
  it('a rate on the tolerance is not harm', () => assert.ok(harmful(200, 35, poisson(5, 5.5), 1.1) <= 0.03));
  it('a rate far above is never harmless', () => {
    const random = seeded(36);
    for (let run = 0; run < 60; run++) {
      const control = Array.from({ length: 60 }, () => random.poisson(5));
      const candidate = Array.from({ length: 60 }, () => random.poisson(15));
      for (let n = 10; n <= 60; n += 10) assert.notEqual(look(control.slice(0, n), candidate.slice(0, n), 1.1), 'safe');
    }
  });
});
