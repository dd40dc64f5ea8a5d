import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { nearDifferences } from '../../src/stats/near-differences.ts';
import { differenceRanks } from '../../src/stats/pairwise-difference.ts';
import { selectInPlace } from '../../src/stats/select.ts';
import { countsUpTo, endedSamples, staircases } from '../../src/stats/staircase.ts';
import { seeded } from '../support/random.ts';
import { allDifferences } from './brute-force-shift.ts';

const few = fc.integer({ min: -4, max: 4 });
const side = fc.oneof(
  fc.array(few, { minLength: 1, maxLength: 90 }),
  fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 1, maxLength: 60 }),
);
const sorted = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();

describe('staircases', () => {
  it('count the differences up to each limit, and find the first of every row', () => {
    fc.assert(
      fc.property(side, side, fc.tuple(few, few, fc.double({ min: -20, max: 20, noNaN: true })), (a, b, limits) => {
        const [control, candidate] = [sorted(a), sorted(b)];
        const ended = endedSamples(control, candidate);
        const differences = allDifferences(control, candidate);
        const counts = limits.map((limit) => differences.filter((difference) => difference <= limit).length);
        const found = staircases(ended, limits);
        assert.deepEqual(
          found.map(({ count }) => count),
          counts,
        );
        assert.deepEqual(countsUpTo(ended, [limits[0], limits[2]]), [counts[0], counts[2]]);
        found.forEach(({ first }, l) => {
          const expected = [...candidate].map((value) => {
            const j = control.findIndex((other) => value - other <= limits[l]!);
            return j === -1 ? control.length : j;
          });
          assert.deepEqual([...first.subarray(0, candidate.length)], expected);
        });
      }),
      { seed: 13, numRuns: 1000 },
    );
  });
});

describe('differenceRanks', () => {
  it('gives the differences that sorting all of them would, whatever was asked before', () => {
    fc.assert(
      fc.property(side, side, fc.array(fc.nat(), { minLength: 1, maxLength: 8 }), (a, b, asked) => {
        const [control, candidate] = [sorted(a), sorted(b)];
        const all = allDifferences(control, candidate);
        const nth = differenceRanks(control, candidate);
        for (const k of asked.map((any) => any % all.length)) assert.equal(nth(k + 1), all[k]! + 0);
      }),
      { seed: 12, numRuns: 1000 },
    );
  });

  const random = seeded(14);
  const shapes = {
    normal: () => random.normal(),
    'log-normal': () => Math.exp(2 * random.normal()),
    'heavy-tailed': () => random.normal() / random.normal(),
    'of two heights': () => random.normal() + (random.normal() > 0 ? 100 : 0),
    'of two decimals': () => Math.round(100 * Math.exp(random.normal())) / 100,
    'whole numbers': () => Math.round(3 * random.normal()),
    'mostly one value': () => Math.max(0, random.normal() - 1),
    constant: () => 0.3,
    'of every size': () => random.normal() * 10 ** Math.round(90 * random.normal()),
    denormal: () => Math.round(1000 * random.normal()) * Number.MIN_VALUE,
    'two neighbours': () => (random.normal() > 0 ? 1 : 1 + Number.EPSILON),
  };
  for (const [name, draw] of Object.entries(shapes)) {
    it(`also of large samples, ${name}, whichever ranks were expected`, () => {
      for (const [n, m] of [
        [150, 131],
        [101, 400],
        [12, 900],
      ] as const) {
        const control = sorted(Array.from({ length: n }, draw));
        const candidate = sorted(Array.from({ length: m }, draw).map((value) => 1.1 * value));
        const all = allDifferences(control, candidate);
        const expected = [0, 0.02, 0.48, 0.5, 0.52, 0.97, 1].map((share) => 1 + Math.floor(share * (n * m - 1)));
        for (const ranks of [expected, expected.slice(2, 5), expected.slice(1, 3), [expected[3]!]]) {
          const nth = differenceRanks(control, candidate, ranks);
          for (const k of expected) assert.equal(nth(k), all[k - 1]! + 0, `${k} of ${n} x ${m}`);
          if (expected[3]! < all.length) assert.equal(nth(expected[3]! + 1), all[expected[3]!]! + 0);
        }
      }
    });
  }
});

describe('nearDifferences', () => {
  it('comes near to ranks of samples without ties, so that nothing has to be searched', () => {
    const random = seeded(15);
    for (const draw of [() => random.normal(), () => Math.exp(random.normal()), () => random.normal() + Math.sign(random.normal())]) {
      const control = sorted(Array.from({ length: 700 }, draw));
      const candidate = sorted(Array.from({ length: 800 }, draw));
      const all = allDifferences(control, candidate);
      const ranks = [260_000, 280_000, 300_000] as const;
      const found = nearDifferences(control, candidate, ranks);
      assert.equal(found.length, 3);
      found.forEach(({ countBelow, differences }, i) => {
        assert.ok(differences.length <= 1500);
        assert.equal(selectInPlace(differences, ranks[i]! - countBelow - 1), all[ranks[i]! - 1]);
      });
    }
  });
});
