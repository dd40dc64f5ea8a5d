import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Features } from '../../../src/comparison/answer-pair.ts';
import { divergenceReport } from '../../../src/comparison/report/report-from-tallies.ts';
import type { ReportInput } from '../../../src/comparison/report/report-input.ts';
import { noSteps } from '../../../src/comparison/tally/merge-steps.ts';
import type { StepTally } from '../../../src/comparison/tally.ts';
import { type Drawn, drawInput } from './drawn-report.ts';

const drawn = (changes: Partial<Drawn>) => divergenceReport(drawInput({ seed: 1, pairs: 20_000, rateOf: () => 0.004, ...changes }));
const isLong = ({ textLength }: Features): boolean => (textLength as number) >= 120;

const HOUR_MS = 3_600_000;
/** The same tally for each of 48 hours. */
function input(hourly: Partial<StepTally>, comparison: Partial<ReportInput['comparison']> = {}): ReportInput {
  const tally = { ...noSteps(), ...hourly };
  return {
    ...{ config: 'shop', candidate: 'v2', fromMs: 0, toMs: 48 * HOUR_MS, alpha: 0.05, details: [], samples: [] },
    comparison: { bands: { safe: 0.01, investigate: 0.05, edgeCases: 0.1 }, ...comparison },
    steps: Array.from({ length: 48 }, (_, hour) => ({ startMs: hour * HOUR_MS, lengthMs: HOUR_MS, tally })),
    sampleCounts: { stored: 0, marks: { 'candidate-better': 0, 'control-better': 0, 'both-fine': 0, noise: 0 } },
  };
}
const pairs = (divergent: number, of: number) => ({ pairs: of, divergent, withNoise: 0, divergentWithNoise: 0, noisy: 0 });

describe('what a report recommends', () => {
  const cases: readonly { name: string; of: ReportInput; action: string; sentence: string | RegExp }[] = [
    {
      name: 'a rate proven below the safe one',
      of: input(pairs(2, 1000)),
      action: 'roll-out',
      // 96 of 48,000; the interval is that of rateSequence.
      sentence: /^roll out: 0\.2 % of 48,000 pairs diverge \[0\.1\d %, 0\.2\d %\], proven below 1 %$/,
    },
    {
      name: 'a rate that may still be safe or not',
      of: input(pairs(1, 110)),
      action: 'collect-more',
      sentence:
        /^collect more pairs: 0\.91 % of 5,280 pairs diverge \[.*\]: the band may be anything from safe to investigate, and about [\d,]+ more pairs would tell should the rate stay$/,
    },
    {
      name: 'a rate proven above the safe one',
      of: input(pairs(30, 1000)),
      action: 'investigate',
      sentence: /^investigate: 3 % of 48,000 pairs diverge \[2\.\d %, 3\.\d %\], proven not below 1 %$/,
    },
    {
      name: 'a rate proven above what edge cases may',
      of: input(pairs(150, 1000)),
      action: 'do-not-roll-out',
      sentence: /^do not roll out: 15 % of 48,000 pairs diverge \[.*\], proven above 10 %$/,
    },
    { name: 'no pairs', of: input({}), action: 'collect-more', sentence: 'collect more pairs: no pair was compared' },
    {
      name: 'a rate that is the noise of the control and nothing else',
      of: input({ pairs: 4000, divergent: 80, withNoise: 4000, divergentWithNoise: 80, noisy: 80 }),
      action: 'roll-out',
      sentence: /^roll out: 2 % of 192,000 pairs diverge, 0 % more than the control from itself \[-0\.\d+ %, 0\.\d+ %\], proven below 1 %$/,
    },
    {
      name: 'noise that is known of a tenth of the pairs, and of which the others have as much',
      of: input({ pairs: 10_000, divergent: 280, withNoise: 1000, divergentWithNoise: 10, noisy: 10 }),
      action: 'roll-out',
      sentence: /^roll out: 2\.8 % of 480,000 pairs diverge, 0 % more than the control from itself \[.*\], proven below 1 %$/,
    },
    {
      name: 'a safe rate that is doubtful',
      of: input({ ...pairs(2, 1000), unmatched: { control: 100, candidate: 0 } }),
      action: 'investigate',
      sentence: /, but the candidate never answered 4,800 of 52,800 requests \(9\.1 %\), about which nothing is known$/,
    },
    {
      name: 'harm that is doubtful',
      of: input({ ...pairs(300, 1000), unmatched: { control: 100, candidate: 0 } }),
      action: 'do-not-roll-out',
      sentence: /proven above 10 %$/,
    },
  ];
  for (const { name, of, action, sentence } of cases)
    it(name, () => {
      const { recommendation } = divergenceReport(of);
      assert.equal(recommendation.action, action, recommendation.sentence);
      if (typeof sentence === 'string') assert.equal(recommendation.sentence, sentence);
      else assert.match(recommendation.sentence, sentence);
    });

  it('to investigate a safe rate that goes with a feature', () => {
    const { recommendation } = drawn({ rateOf: (features) => (isLong(features) ? 0.015 : 0.0005) });
    assert.equal(recommendation.action, 'investigate');
    assert.match(recommendation.sentence, /proven below 1 %, but larger "textLength" diverges more: /);
  });
});

describe('what makes figures doubtful', () => {
  const heartbeat = { prefix: 'beat-', everyMs: HOUR_MS, expect: 'diverge' } as const;
  const beats = { right: 1, wrong: 0 };
  const cases: readonly { name: string; of: ReportInput; codes: readonly string[] }[] = [
    { name: 'nothing', of: input(pairs(2, 1000)), codes: [] },
    { name: 'so many pairs without a divergence', of: input(pairs(0, 1000), { suspiciousZero: 10_000 }), codes: ['suspicious-zero'] },
    { name: 'fewer', of: input(pairs(0, 100), { suspiciousZero: 10_000 }), codes: [] },
    { name: 'so many where nobody minds', of: input(pairs(0, 1000)), codes: [] },
    {
      name: 'so many where a heartbeat proves that a divergence is seen',
      of: input({ ...pairs(0, 1000), heartbeats: beats }, { suspiciousZero: 10_000, heartbeat }),
      codes: [],
    },
    {
      name: 'the same version on both sides',
      of: input({ ...pairs(2, 1000), versions: { control: { a: 900, b: 100 }, candidate: { b: 1000 } } }),
      codes: ['same-version'],
    },
    {
      name: 'a straggler of the version on the other side',
      of: input({ ...pairs(2, 1000), versions: { control: { a: 995, b: 5 }, candidate: { b: 1000 } } }),
      codes: [],
    },
    { name: 'heartbeats that never came', of: input(pairs(2, 1000), { heartbeat }), codes: ['heartbeat-missing'] },
    {
      name: 'heartbeats that came out otherwise',
      of: input({ ...pairs(2, 1000), heartbeats: { right: 1, wrong: 1 } }, { heartbeat }),
      codes: ['heartbeat-wrong'],
    },
    {
      name: 'a control that is silent',
      of: input({ ...pairs(2, 1000), unmatched: { control: 0, candidate: 11 } }),
      codes: ['control-silent'],
    },
    { name: 'one in a hundred unanswered', of: input({ ...pairs(2, 990), unmatched: { control: 10, candidate: 0 } }), codes: [] },
    { name: 'pairs that cannot be compared', of: input({ ...pairs(2, 1000), errors: { ZERO_VECTOR: 20 } }), codes: ['errors'] },
  ];
  for (const { name, of, codes } of cases)
    it(name, () =>
      assert.deepEqual(
        divergenceReport(of).findings.map(({ code }) => code),
        codes,
      ),
    );

  it('a version that was the candidate before it was the control is no doubt', () => {
    const { steps, ...of } = input(pairs(2, 1000));
    const versions = (hour: number) =>
      hour < 24 ? { control: { v1: 1000 }, candidate: { v2: 1000 } } : { control: { v2: 1000 }, candidate: { v3: 1000 } };
    const deployed = steps.map((step, hour) => ({ ...step, tally: { ...step.tally, versions: versions(hour) } }));
    assert.deepEqual(divergenceReport({ ...of, steps: deployed }).findings, []);
  });

  it('a second control that answered in ten of 48 hours', () => {
    const { steps, ...of } = input(pairs(20, 1000));
    const heard = steps.map((step, hour) =>
      hour < 10 ? { ...step, tally: { ...step.tally, withNoise: 1000, divergentWithNoise: 20, noisy: 18 } } : step,
    );
    const { findings, recommendation } = divergenceReport({ ...of, steps: heard });
    assert.deepEqual(findings, [
      {
        code: 'second-control-silent',
        sentence: 'the second control answered in 10 of 48 steps of time only, so that its noise is not known',
      },
    ]);
    assert.equal(recommendation.action, 'investigate');
  });

  it('heartbeats that stopped for five hours of two days', () => {
    const { steps, ...of } = input({ ...pairs(2, 1000), heartbeats: beats }, { heartbeat });
    const silent = steps.map((step, hour) =>
      hour >= 20 && hour < 25 ? { ...step, tally: { ...step.tally, heartbeats: { right: 0, wrong: 0 } } } : step,
    );
    assert.deepEqual(divergenceReport({ ...of, steps: silent }).findings, [
      { code: 'heartbeat-missing', sentence: 'no heartbeat came for 300 min, and one is due every 60 min' },
    ]);
  });
});

describe('a report of a week of pairs', () => {
  const report = drawn({ rateOf: (features) => (isLong(features) ? 0.08 : 0.004), noise: 0.01 });

  it('names the planted fault and nothing else', () => {
    const [named, ...others] = report.systematic.filter(({ isSystematic }) => isSystematic);
    assert.deepEqual(others, []);
    assert.match(named!.sentence, /^larger "textLength" diverges more: /);
  });

  it('adds up', () => {
    const { divergence, overTime, segments, comparators, noise } = report;
    const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
    assert.equal(divergence.trials, 20_000);
    assert.equal(sum(overTime.map((point) => point.pairs)), 20_000);
    assert.equal(sum(overTime.map((point) => point.divergent)), divergence.events);
    assert.equal(sum(segments.map(({ trials }) => trials)), 20_000);
    assert.equal(sum(segments.map(({ events }) => events)), divergence.events);
    // A drawn pair differs in its class or in its summary, never in both.
    assert.equal(sum(comparators.map((comparator) => comparator.divergence.events)), divergence.events);
    assert.equal(noise!.trials, 20_000);
    assert.ok(overTime.length <= 60 && overTime.length > 30);
  });

  it('tells what the candidate adds from the noise of the control', () => {
    // Drawn: 0.4 % of the short and 8 % of the long texts, of which there are 19 %, beyond 1 % of noise.
    const added = 0.004 * 0.81 + 0.08 * 0.19;
    assert.ok(report.net!.lower < added && added < report.net!.upper);
    assert.ok(report.noise!.lower < 0.01 && 0.01 < report.noise!.upper);
    assert.deepEqual(report.band, { estimate: 'investigate', lowest: 'investigate', highest: 'investigate' });
  });

  it('has what is most different first, as texts', () => {
    assert.equal(report.cases.length, 10);
    const similarities = report.cases.map(({ similarity }) => similarity!);
    assert.deepEqual(
      similarities,
      similarities.toSorted((a, b) => a - b),
    );
    assert.match(report.cases[0]!.control, /^\{\n {2}"class": "/);
    assert.equal(report.fields[0]!.comparator, 'class');
    assert.ok(report.fields[0]!.candidate > report.fields[0]!.noise);
  });

  it('is plain JSON', () => assert.deepEqual(JSON.parse(JSON.stringify(report)), report));

  it('of a harmless candidate names nothing', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { systematic, findings } = drawn({ seed, pairs: 4000, rateOf: () => 0.02 });
      assert.deepEqual([systematic.filter(({ isSystematic }) => isSystematic), findings], [[], []]);
    }
  });

  it('foresees how many pairs would tell', () => {
    const before = divergenceReport(input(pairs(9, 1000)));
    const [, more] = /about ([\d,]+) more pairs/.exec(before.recommendation.sentence)!;
    // As many more and a tenth on top, at the same rate an hour: now it is told.
    const { steps, ...of } = input(pairs(9, 1000));
    const hours = Math.ceil((1.1 * Number(more!.replaceAll(',', ''))) / 1000);
    const longer = Array.from({ length: 48 + hours }, (_, hour) => ({ ...steps[0]!, startMs: hour * HOUR_MS }));
    assert.equal(before.recommendation.action, 'collect-more');
    assert.equal(divergenceReport({ ...of, steps: longer }).recommendation.action, 'roll-out');
  });

  it('says when most of the divergence came', () => {
    const { steps, ...of } = input(pairs(1, 1000));
    const incident = steps.map((step, hour) => (hour === 20 || hour === 21 ? { ...step, tally: { ...step.tally, divergent: 400 } } : step));
    assert.deepEqual(divergenceReport({ ...of, steps: incident }).burst, {
      ...{ fromMs: 20 * HOUR_MS, toMs: 22 * HOUR_MS },
      ...{ pairs: 2000, divergent: 800 },
    });
    assert.equal(divergenceReport(input(pairs(30, 1000))).burst, null);
    assert.equal(report.burst, null);
  });

  it('widens its intervals where the rate wanders', () => {
    const steady = divergenceReport(input(pairs(50, 1000)));
    const { steps, ...of } = input(pairs(50, 1000));
    const wandering = divergenceReport({
      ...of,
      steps: steps.map((step, hour) => ({ ...step, tally: { ...step.tally, divergent: hour % 24 < 12 ? 20 : 80 } })),
    });
    assert.equal(steady.designEffect, 1);
    assert.ok(wandering.designEffect > 10);
    assert.equal(wandering.divergence.rate, steady.divergence.rate);
    assert.ok(wandering.divergence.upper > steady.divergence.upper && wandering.divergence.lower < steady.divergence.lower);
  });
});
