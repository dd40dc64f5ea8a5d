import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Features } from '../../../src/comparison/answer-pair.ts';
import { populationFeatures } from '../../../src/comparison/systematic/population.ts';
import { featureCounts } from '../../../src/comparison/tally/feature-counts.ts';
import type { FeatureTally } from '../../../src/comparison/tally.ts';
import { type Random, seeded } from '../../support/random.ts';
import { drawFeatures } from './requests.ts';

/** @param takes how probable it is that a request is mirrored. */
function drawn(seed: number, takes: (features: Features) => number): Record<'pairs' | 'population', Record<string, FeatureTally>> {
  const random: Random = seeded(seed);
  const [pairs, population] = [featureCounts(), featureCounts()];
  for (let i = 0; i < 20_000; i++) {
    const features = drawFeatures(random);
    population.add(features, 'agreed');
    if (random.uniform() < takes(features)) pairs.add(features, random.uniform() < 0.1 ? 'diverged' : 'agreed');
  }
  return { pairs: pairs.tallies(), population: population.tallies() };
}

describe('the pairs against all traffic', () => {
  const shifts: readonly { name: string; takes: (features: Features) => number; feature: string; sentence: RegExp }[] = [
    {
      name: 'a label that is mirrored five times as often',
      takes: ({ locale }) => (locale === 'de' ? 0.5 : 0.1),
      feature: 'locale',
      sentence: /^"locale" = "de" is [\d.]+ % of the pairs and [\d.]+ % of all traffic$/,
    },
    {
      name: 'a timeout that keeps long texts out',
      takes: ({ textLength }) => ((textLength as number) >= 120 ? 0.02 : 0.2),
      feature: 'textLength',
      sentence: /^"textLength" of [\d.]+ or more is [\d.]+ % of the pairs and [\d.]+ % of all traffic$/,
    },
  ];
  for (const { name, takes, feature, sentence } of shifts)
    it(`${name} is said, and nothing else is, in 20 sets`, () => {
      for (let seed = 0; seed < 20; seed++) {
        const { pairs, population } = drawn(seed, takes);
        const found = populationFeatures(pairs, population);
        assert.deepEqual(
          found.filter(({ isUnrepresentative }) => isUnrepresentative).map((one) => one.feature),
          [feature],
        );
        assert.match(found[0]!.sentence, sentence);
      }
    });

  it('a fair sample is never called unrepresentative, in 100 sets', () => {
    for (let seed = 100; seed < 200; seed++) {
      const { pairs, population } = drawn(seed, () => 0.05);
      for (const { isUnrepresentative, index, sentence } of populationFeatures(pairs, population)) {
        assert.equal(isUnrepresentative, false, sentence);
        assert.ok(index! < 0.1);
      }
    }
  });

  it('says what it cannot test, and nothing of what only one side has', () => {
    const [pairs, population] = [featureCounts(), featureCounts()];
    for (let i = 0; i < 49; i++) pairs.add({ few: i % 2 === 0, mine: 1 }, 'agreed');
    for (let i = 0; i < 500; i++) population.add({ few: i % 3 === 0, theirs: 1 }, 'agreed');
    const found = populationFeatures(pairs.tallies(), population.tallies());
    assert.deepEqual(
      found.map(({ feature, sentence, index }) => ({ feature, sentence, index })),
      [{ feature: 'few', sentence: 'not tested: 49 pairs have it, 50 are needed', index: null }],
    );
  });

  it('says nothing of values that are too many to be counted by their names', () => {
    const random = seeded(1);
    const user = (): string => `user ${Math.floor(3000 * random.uniform())}`;
    const [pairs, population] = [featureCounts(), featureCounts()];
    for (let i = 0; i < 30_000; i++) {
      pairs.add({ user: user() }, 'agreed');
      population.add({ user: user() }, 'agreed');
    }
    const [found] = populationFeatures(pairs.tallies(), population.tallies());
    assert.deepEqual(
      [found!.isUnrepresentative, found!.sentence],
      [false, 'not tested: it has more values than are counted by their names'],
    );
  });

  it('says nothing of values that are all different', () => {
    const [pairs, population] = [featureCounts(), featureCounts()];
    for (let i = 0; i < 200; i++) {
      pairs.add({ user: `a${i}` }, 'agreed');
      population.add({ user: `b${i}` }, 'agreed');
    }
    assert.deepEqual(
      populationFeatures(pairs.tallies(), population.tallies()).map(({ sentence, index }) => [sentence, index]),
      [['not tested: no value is frequent enough', null]],
    );
  });

  it('does not mind a feature with one value', () => {
    const [pairs, population] = [featureCounts(), featureCounts()];
    for (let i = 0; i < 100; i++) {
      pairs.add({ one: 'a', number: 4 }, 'agreed');
      population.add({ one: 'a', number: 4 }, 'agreed');
    }
    for (const { isUnrepresentative, index } of populationFeatures(pairs.tallies(), population.tallies()))
      assert.deepEqual([isUnrepresentative, index], [false, 0]);
  });
});
