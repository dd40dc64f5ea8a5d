import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Features } from '../../../src/comparison/answer-pair.ts';
import type { SystematicFeature } from '../../../src/comparison/systematic/systematic-feature.ts';
import { systematicFeatures } from '../../../src/comparison/systematic/systematic-features.ts';
import { featureCounts } from '../../../src/comparison/tally/feature-counts.ts';
import { OTHER } from '../../../src/comparison/tally.ts';
import { valueOfLogBin } from '../../../src/stats/log-bins.ts';
import { seeded } from '../../support/random.ts';
import { drawTally } from './requests.ts';

const ALPHA = 0.05;
const named = (features: readonly SystematicFeature[]): string[] =>
  features.filter(({ isSystematic }) => isSystematic).map(({ feature }) => feature);

/** Each value with how many pairs that have it agree and diverge. */
function tallyOf(feature: string, values: readonly (readonly [value: Features[string], agreed: number, diverged: number])[]) {
  const counts = featureCounts();
  for (const [value, agreed, diverged] of values) {
    for (let i = 0; i < agreed; i++) counts.add({ [feature]: value }, 'agreed');
    for (let i = 0; i < diverged; i++) counts.add({ [feature]: value }, 'diverged');
  }
  return counts.tallies();
}

const only = (features: readonly SystematicFeature[]): SystematicFeature => {
  assert.equal(features.length, 1);
  return features[0]!;
};

describe('a planted fault', () => {
  it('of long texts is named with its direction, and nothing else is, in 100 sets of 5,000 pairs', () => {
    const rateOf = ({ textLength }: Features): number => ((textLength as number) >= 120 ? 0.08 : 0.004);
    for (let seed = 0; seed < 100; seed++) {
      const found = systematicFeatures(drawTally(seeded(1000 + seed), { pairs: 5000, rateOf }), ALPHA);
      assert.deepEqual(named(found), ['textLength']);
      const [{ sentence, group, effect }] = found as [SystematicFeature];
      assert.match(sentence, /^larger "textLength" diverges more: 0\.\d+ % below \d+, \d+(\.\d+)? % from there on$/);
      // Bins are 5 % wide, and near the threshold a few pairs decide: the end is found within a fifth of it.
      assert.ok(group!.from! > 96 && group!.from! < 144 && group!.to === null, sentence);
      assert.ok(effect!.name === 'rank-biserial' && effect!.lower > 0.3 && effect!.lower < effect!.estimate, sentence);
    }
  });

  const faults: readonly { name: string; rateOf: (features: Features) => number; feature: string; sentence: RegExp }[] = [
    {
      name: 'that falls with a number',
      rateOf: ({ confidence }) => 0.2 * (1 - (confidence as number)),
      feature: 'confidence',
      sentence: /^smaller "confidence" diverges more: [\d.]+ % below 0\.\d+, [\d.]+ % from there on$/,
    },
    {
      name: 'of a range in the middle, which no rank test sees',
      rateOf: ({ hour }) => (hour === 11 || hour === 12 ? 0.1 : 0.005),
      feature: 'hour',
      sentence:
        /^"hour" from 1[01]\.?\d* to 1[23]\.?\d* diverges more: [\d.]+ % there, 0\.\d+ % elsewhere; .* carry [\d.]+ % of the divergence$/,
    },
    {
      name: 'of a label',
      rateOf: ({ locale }) => (locale === 'de' ? 0.06 : 0.01),
      feature: 'locale',
      sentence: /^"locale" = "de" diverges more: [\d.]+ % there, [\d.]+ % elsewhere$/,
    },
    {
      name: 'of a yes',
      rateOf: ({ isMobile }) => (isMobile ? 0.05 : 0.01),
      feature: 'isMobile',
      sentence: /^"isMobile" = "true" diverges more: [\d.]+ % there, [\d.]+ % elsewhere$/,
    },
  ];
  for (const { name, rateOf, feature, sentence } of faults) {
    it(`${name} is named first, and another only by chance, in 20 sets of 10,000 pairs`, () => {
      let more = 0;
      for (let seed = 0; seed < 20; seed++) {
        const found = systematicFeatures(drawTally(seeded(seed), { pairs: 10_000, rateOf }), ALPHA);
        const [first, ...others] = named(found);
        assert.equal(first, feature);
        assert.match(found[0]!.sentence, sentence);
        if (others.length > 0) more++;
      }
      // One false in a hundred named, when one is right, is a false one in 2 % of the sets: 2 of 20 is the 99 % point of the binomial law.
      assert.ok(more <= 2, `${more} sets with a feature that has nothing to do with it`);
    });
  }
});

describe('a harmless candidate', () => {
  it('has nothing systematic but by the share of chance, in 200 sets of 5,000 pairs', () => {
    let sets = 0;
    for (let seed = 0; seed < 200; seed++)
      if (named(systematicFeatures(drawTally(seeded(seed), { pairs: 5000, rateOf: () => 0.02 }), ALPHA)).length > 0) sets++;
    // 1 % of 200 is 2; 6 is the 99 % point of the binomial law.
    assert.ok(sets <= 6, `${sets} sets with a feature that is called systematic`);
  });

  it('whose rate differs by a trifle is not called systematic, however many pairs prove it', () => {
    const tally = tallyOf('isMobile', [
      [true, 570_000, 30_000],
      [false, 384_000, 16_000],
    ]);
    const found = only(systematicFeatures(tally, ALPHA));
    assert.ok(found.adjustedPValue! < 1e-9);
    assert.equal(found.isSystematic, false);
    assert.equal(found.sentence, 'too little to matter: "isMobile" = "true" diverges more: 5 % there, 4 % elsewhere');
  });
});

describe('few requests that carry all of the divergence', () => {
  it('are found by their label: 1,000 of 1,000,000', () => {
    const others = Array.from({ length: 999 }, (_, i) => [`client-${i}`, i === 0 ? 2998 : 999 + (i % 3), 0] as const);
    const tally = tallyOf('client', [...others, ['legacy', 0, 1000] as const]);
    const found = only(systematicFeatures(tally, ALPHA));
    assert.ok(found.isSystematic);
    assert.match(
      found.sentence,
      /^"client" = "legacy" diverges more: 100 % there, 0 % elsewhere; 1,000 of 1,00\d,\d{3} pairs carry all of the divergence$/,
    );
  });

  it('are found by the range of a number: 1,000 of 1,000,000', () => {
    const random = seeded(7);
    const lengths = Array.from({ length: 999 }, () => [Math.exp(4 + 1.5 * random.normal()), 1000, 0] as const);
    const found = only(systematicFeatures(tallyOf('length', [...lengths, [1e5, 0, 1000]]), ALPHA));
    assert.equal(found.pairs, 1_000_000);
    assert.match(found.sentence, /1,000 of 1,000,000 pairs carry all of the divergence$/);
  });
});

describe('the rates of a feature', () => {
  const found = systematicFeatures(drawTally(seeded(5), { pairs: 10_000, rateOf: ({ locale }) => (locale === 'de' ? 0.06 : 0.01) }), ALPHA);
  const ratesOf = (name: string) => found.find(({ feature }) => feature === name)!.rates;

  it('of a number are of all its ranges in order, of about as many pairs each', () => {
    const rates = ratesOf('textLength');
    assert.equal(
      rates.reduce((sum, { pairs }) => sum + pairs, 0),
      10_000,
    );
    assert.ok(rates.length <= 8 && rates.slice(0, -1).every(({ pairs }) => pairs >= 1250));
    assert.match(rates[0]!.name, /^below [\d.]+$/);
    assert.match(rates.at(-1)!.name, /^[\d.]+ and more$/);
  });

  it('of a label are of those that diverge the most for certain', () => {
    assert.equal(ratesOf('locale')[0]!.name, 'de');
    const rates = ratesOf('client');
    assert.equal(rates.length, 10);
    assert.ok(rates.every(({ pairs }) => pairs >= 20));
    const lower = rates.map((rate) => rate.lower);
    assert.deepEqual(
      lower,
      lower.toSorted((a, b) => b - a),
    );
  });
});

describe('labels that are too many to be counted by their names', () => {
  /** 500 frequent users and 50,000 rare ones, most of which are counted together. */
  function found(rateOf: (user: string) => number) {
    const random = seeded(7);
    const counts = featureCounts();
    for (let i = 0; i < 60_000; i++) {
      const user =
        random.uniform() < 0.5 ? `frequent ${Math.floor(500 * random.uniform())}` : `rare ${Math.floor(50_000 * random.uniform())}`;
      counts.add({ user }, random.uniform() < rateOf(user) ? 'diverged' : 'agreed');
    }
    const [user] = systematicFeatures(counts.tallies(), ALPHA);
    assert.equal(user!.pairs, 60_000);
    return user!;
  }

  it('are no label that diverges more', () => {
    const { group, rates, sentence } = found((user) => (user.startsWith('rare') ? 0.1 : 0.01));
    assert.doesNotMatch(JSON.stringify([group?.labels, rates, sentence]), /\(other\)/);
  });

  it('are among the pairs that one which diverges is held against', () => {
    const { isSystematic, group, sentence } = found((user) => (user === 'frequent 3' ? 0.9 : 0.0005));
    assert.equal(isSystematic, true, sentence);
    assert.deepEqual(group!.labels, ['frequent 3']);
    assert.equal(group!.inside.pairs + group!.outside.pairs, 60_000);
  });
});

describe('laws of systematic features', () => {
  const counted = fc.array(fc.tuple(fc.integer({ min: -300, max: 300 }), fc.nat(60), fc.nat(60)), { minLength: 2, maxLength: 8 });

  it('a number turned round has the opposite correlation and the same proof', () => {
    fc.assert(
      fc.property(counted, (values) => {
        const [there, back] = [1, -1].map((sign) =>
          systematicFeatures(
            tallyOf(
              'x',
              values.map(([bin, agreed, diverged]) => [sign * valueOfLogBin(bin), agreed, diverged] as const),
            ),
            ALPHA,
          ),
        );
        assert.equal(there!.length, back!.length);
        const [one, other] = [there![0], back![0]];
        if (one?.effect == null) return;
        assert.ok(Math.abs(one.effect.estimate + other!.effect!.estimate) < 1e-9);
        assert.ok(Math.abs(one.pValue! - other!.pValue!) < 1e-9);
      }),
    );
  });

  it('labels by other names are the same labels', () => {
    fc.assert(
      fc.property(counted, (values) => {
        const [one, other] = ['a', 'z'].map(
          (prefix) =>
            systematicFeatures(
              tallyOf(
                'x',
                values.map(([label, agreed, diverged]) => [`${prefix}${label}`, agreed, diverged] as const),
              ),
              ALPHA,
            )[0],
        );
        assert.deepEqual([one?.effect, one?.pValue, one?.group?.inside], [other?.effect, other?.pValue, other?.group?.inside]);
      }),
    );
  });
});

describe('what cannot be told', () => {
  const cases: readonly { name: string; values: readonly (readonly [Features[string], number, number])[]; sentence: string }[] = [
    { name: 'a feature that is always the same', values: [['a', 500, 50]], sentence: 'not tested: it is the same in all pairs' },
    {
      name: 'too few divergent pairs',
      values: [
        [1, 500, 9],
        [2, 500, 0],
      ],
      sentence: 'not tested: 9 divergent pairs have it, 10 are needed',
    },
    {
      name: 'too few pairs that agree',
      values: [
        [true, 9, 500],
        [false, 0, 500],
      ],
      sentence: 'not tested: 9 pairs that agree have it, 10 are needed',
    },
  ];
  for (const { name, values, sentence } of cases)
    it(name, () => {
      const found = only(systematicFeatures(tallyOf('feature', values), ALPHA));
      assert.deepEqual([found.sentence, found.isSystematic, found.pValue], [sentence, false, null]);
    });

  it('features beyond the limit say nothing', () => {
    const tally = tallyOf(OTHER, [
      ['a', 500, 0],
      ['b', 0, 500],
    ]);
    assert.deepEqual(systematicFeatures(tally, ALPHA), []);
  });

  it('a feature that is now a number, now a label is two', () => {
    const found = systematicFeatures(
      tallyOf('size', [
        [1, 100, 10],
        [2, 100, 10],
        ['big', 100, 10],
        ['small', 100, 10],
      ]),
      ALPHA,
    );
    assert.deepEqual(found.map(({ kind, pairs }) => [kind, pairs]).sort(), [
      ['label', 220],
      ['number', 220],
    ]);
  });

  it('numbers of every size and sign are ranges of one scale, in bounded time', () => {
    const random = seeded(3);
    const values = Array.from({ length: 20_000 }, () => [random.normal() * 10 ** (20 * random.uniform() - 10), 1, 0] as const);
    const found = only(systematicFeatures(tallyOf('wild', [...values, [-1e14, 0, 40]]), ALPHA));
    assert.match(found.sentence, /^smaller "wild" diverges more: /);
  });
});
