import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { divergenceReport } from '../../../src/comparison/report/report-from-tallies.ts';
import { reportHtml } from '../../../src/comparison/report/report-html.ts';
import { reportMarkdown } from '../../../src/comparison/report/report-markdown.ts';
import type { Bins, ComparatorTally, DetailTally, Divergences, FeatureTally, StepTally } from '../../../src/comparison/tally.ts';

const count = fc.oneof(fc.constant(0), fc.nat(20), fc.nat(1e9));
const name = fc.oneof(fc.constantFrom('', '__proto__', 'constructor', '(other)', '<b>', '\u202e', 'toString'), fc.string({ maxLength: 8 }));
const named = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.array(fc.tuple(name, value), { maxLength: 4 }).map((entries) => Object.fromEntries(entries));
const bins: fc.Arbitrary<Bins> = fc.dictionary(fc.integer({ min: -1200, max: 1200 }).map(String), count, { maxKeys: 4 });
const share = fc.double({ noNaN: true, min: 0, max: 1 });
const divergences = fc.tuple(count, share, share, share, share).map(([pairs, a, b, c, d]): Divergences => {
  const withNoise = Math.round(pairs * a);
  const divergentWithNoise = Math.round(withNoise * b);
  const divergent = divergentWithNoise + Math.round((pairs - withNoise) * c);
  return { pairs, divergent, withNoise, divergentWithNoise, noisy: Math.round(withNoise * d) };
});
const comparator: fc.Arbitrary<ComparatorTally> = fc
  .tuple(
    divergences,
    fc.record({ errors: named(count), distance: bins, noiseDistance: bins, scores: named(fc.record({ control: bins, candidate: bins })) }),
  )
  .map(([counts, rest]) => ({ ...counts, ...rest }));
const step: fc.Arbitrary<StepTally> = fc
  .tuple(
    divergences,
    fc.record({
      errors: named(count),
      unmatched: fc.record({ control: count, candidate: count }),
      heartbeats: fc.record({ right: count, wrong: fc.constantFrom(0, 0, 1) }),
      comparators: named(comparator),
      segments: named(divergences),
      latencyMs: fc.record({ control: bins, candidate: bins }),
      versions: fc.record({ control: named(count), candidate: named(count) }),
    }),
  )
  .map(([counts, rest]) => ({ ...counts, ...rest }));
const feature: fc.Arbitrary<FeatureTally> = fc.record({
  numbers: fc.dictionary(fc.integer({ min: -1200, max: 1200 }).map(String), fc.tuple(count, count), { maxKeys: 6 }),
  labels: named(fc.tuple(count, count)),
});
const details: fc.Arbitrary<DetailTally> = fc.record({
  comparators: named(
    fc.record({
      fields: named(fc.constantFrom({ value: [3, 1] as const }, {}, { missing: [0, 2] as const, order: [5, 0] as const })),
      categories: named(count),
      measures: named(bins),
    }),
  ),
  features: named(feature),
  population: named(feature),
});
const HOUR_MS = 3_600_000;

describe('a report of any tallies', () => {
  it('is made, is plain JSON, and is shown without a number that is none', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 14 }),
        fc.array(details, { maxLength: 2 }),
        fc.constantFrom(0.001, 0.05, 0.2),
        fc.constantFrom(undefined, { prefix: 'beat-', everyMs: HOUR_MS, expect: 'diverge' as const }),
        (tallies, hours, alpha, heartbeat) => {
          const report = divergenceReport({
            ...{ config: 'shop', candidate: 'v2', fromMs: 0, toMs: 100 * HOUR_MS, alpha, samples: [] },
            comparison: { bands: { safe: 0.01, investigate: 0.05, edgeCases: 0.1 }, suspiciousZero: 1000, ...(heartbeat && { heartbeat }) },
            steps: tallies.map((tally, hour) => ({ startMs: hour * HOUR_MS, lengthMs: HOUR_MS, tally })),
            details: hours.map((tally, hour) => ({ startMs: hour * HOUR_MS, lengthMs: HOUR_MS, tally })),
            sampleCounts: { stored: 0, marks: { 'candidate-better': 0, 'control-better': 0, 'both-fine': 0, noise: 0 } },
          });
          assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
          for (const one of [report.divergence, ...report.segments, ...(report.noise ? [report.noise] : [])]) {
            assert.ok(0 <= one.lower && one.upper <= 1);
            if (one.rate !== null) assert.ok(one.lower <= one.rate && one.rate <= one.upper);
          }
          for (const shown of [reportHtml(report), reportMarkdown(report)]) assert.doesNotMatch(shown, /NaN|Infinity|undefined/);
        },
      ),
      { numRuns: 60 },
    );
  });
});
