import fc from 'fast-check';
import { DIFFERENCE_TYPES } from '../../../src/comparison/comparator.ts';
import type {
  AgreedDiverged,
  ComparatorDetail,
  ComparatorTally,
  DetailTally,
  Divergences,
  FeatureTally,
  StepTally,
} from '../../../src/comparison/tally.ts';

const record: typeof fc.record = (model: object) => fc.record(model, { noNullPrototype: true }) as never;

/** Tallies as pairs would make them: nothing is counted 0 times. */
const count = fc.integer({ min: 1, max: 1000 });
const name = fc.constantFrom('a', 'b', 'c', '7', '__proto__', 'constructor', '(other)');
const counts = fc.dictionary(name, count, { maxKeys: 4, noNullPrototype: true });
const bins = fc.dictionary(fc.integer({ min: -400, max: 400 }).map(String), count, { maxKeys: 5, noNullPrototype: true });
const divergences: fc.Arbitrary<Divergences> = record({
  pairs: count,
  divergent: count,
  withNoise: count,
  divergentWithNoise: count,
  noisy: count,
});

const comparator: fc.Arbitrary<ComparatorTally> = fc
  .tuple(
    divergences,
    record({
      errors: counts,
      distance: bins,
      noiseDistance: bins,
      scores: fc.dictionary(name, record({ control: bins, candidate: bins }), { maxKeys: 3, noNullPrototype: true }),
    }),
  )
  .map(([a, b]) => ({ ...a, ...b }));

export const stepTally: fc.Arbitrary<StepTally> = fc
  .tuple(
    divergences,
    record({
      errors: counts,
      unmatched: record({ control: count, candidate: count }),
      heartbeats: record({ right: count, wrong: count }),
      comparators: fc.dictionary(name, comparator, { maxKeys: 3, noNullPrototype: true }),
      segments: fc.dictionary(name, divergences, { maxKeys: 3, noNullPrototype: true }),
      latencyMs: record({ control: bins, candidate: bins }),
      versions: record({ control: counts, candidate: counts }),
    }),
  )
  .map(([a, b]) => ({ ...a, ...b }));

const both: fc.Arbitrary<AgreedDiverged> = fc.tuple(count, fc.nat(1000));
const feature: fc.Arbitrary<FeatureTally> = record({
  numbers: fc.dictionary(fc.integer({ min: -400, max: 400 }).map(String), both, { maxKeys: 5, noNullPrototype: true }),
  labels: fc.dictionary(name, both, { maxKeys: 4, noNullPrototype: true }),
});
const types = fc.dictionary(fc.constantFrom(...DIFFERENCE_TYPES), both, { minKeys: 1, noNullPrototype: true });
const detail: fc.Arbitrary<ComparatorDetail> = record({
  fields: fc.dictionary(name, types, { maxKeys: 4, noNullPrototype: true }),
  categories: counts,
  measures: fc.dictionary(name, bins, { maxKeys: 3, noNullPrototype: true }),
});
const features = fc.dictionary(name, feature, { maxKeys: 3, noNullPrototype: true });

export const detailTally: fc.Arbitrary<DetailTally> = record({
  comparators: fc.dictionary(name, detail, { maxKeys: 3, noNullPrototype: true }),
  features,
  population: features,
});
