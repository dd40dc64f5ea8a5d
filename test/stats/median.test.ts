import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { areWithin, median, medianDeviation } from '../../src/stats/median.ts';

describe('median', () => {
  for (const [values, expected] of [
    [[], Number.NaN],
    [[3], 3],
    [[1, 2], 1.5],
    [[5, 1, 3], 3],
    [[Infinity, 1, 2, -Infinity], 1.5],
  ] as const) {
    it(`of ${values.length === 0 ? 'nothing' : values.join(', ')}`, () => assert.equal(median(Float64Array.from(values)), expected));
  }

  it('is the middle of the sorted values, which stay as they are', () => {
    const value = fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.double({ noNaN: true }),
      fc.double({ noNaN: true, min: -1, max: 1 }),
      fc.constantFrom(Number.MIN_VALUE, -Number.MAX_VALUE, Number.MAX_VALUE),
    );
    const few = fc.integer({ min: -300, max: 300 }).map((whole) => whole / 7);
    const sample = fc.oneof(...[value, few].map((one) => fc.array(one, { minLength: 50, maxLength: 300 })));
    fc.assert(
      fc.property(sample, (given) => {
        const values = Float64Array.from(given);
        const found = median(values);
        assert.deepEqual(values, Float64Array.from(given));
        const sorted = values.toSorted();
        const [lower, upper] = [sorted[(given.length - 1) >> 1]!, sorted[given.length >> 1]!];
        assert.equal(found + 0, (given.length % 2 === 1 ? upper : 0.5 * (lower + upper)) + 0);
      }),
      { seed: 6, numRuns: 1000 },
    );
  });
});

describe('medianDeviation', () => {
  it('is the median and that of the distances from it, by the definition', () => {
    const value = fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.double({ noNaN: true, min: -1e300, max: 1e300 }),
      fc.double({ noNaN: true, min: -1, max: 1 }),
      fc.constantFrom(Number.MIN_VALUE, -1e9, 1e9),
    );
    const few = fc.integer({ min: -300, max: 300 }).map((whole) => whole / 7);
    const near = fc.integer({ min: 0, max: 40 }).map((steps) => 1 + steps * Number.EPSILON);
    const sample = fc.oneof(...[value, few, near].map((one) => fc.array(one, { minLength: 50, maxLength: 300 })));
    fc.assert(
      fc.property(sample, (given) => {
        const values = Float64Array.from(given);
        const found = medianDeviation(values);
        assert.deepEqual(values, Float64Array.from(given));
        const middle = median(values);
        assert.equal(found.median, middle);
        const distances = values.map((value) => Math.abs(value - middle)).sort();
        const [lower, upper] = [distances[(given.length - 1) >> 1]!, distances[given.length >> 1]!];
        assert.equal(found.deviation, given.length % 2 === 1 ? upper : 0.5 * (lower + upper));
      }),
      { seed: 7, numRuns: 2000 },
    );
  });

  for (const [name, values, expected] of [
    ['nothing', [], { median: Number.NaN, deviation: Number.NaN }],
    ['one value', [3], { median: 3, deviation: 0 }],
    ['equal values', Array.from({ length: 100 }, () => 2), { median: 2, deviation: 0 }],
    ['one far away', [...Array.from({ length: 100 }, (_, i) => i % 3), 1e12], { median: 1, deviation: 1 }],
  ] as const) {
    it(`of ${name}`, () => assert.deepEqual(medianDeviation(Float64Array.from(values)), expected));
  }
});

describe('areWithin', () => {
  it('is said of nothing that is farther from the median, and of most that is not', () => {
    const body = fc.array(
      fc.integer({ min: -300, max: 300 }).map((whole) => 1 + whole / 7e3),
      { minLength: 64, maxLength: 300 },
    );
    const tail = fc.array(fc.double({ noNaN: true, min: -1, max: 3 }), { maxLength: 3 });
    let said = 0;
    let hold = 0;
    fc.assert(
      fc.property(body, tail, fc.double({ noNaN: true, min: 0.5, max: 40 }), (most, few, deviations) => {
        const values = Float64Array.from([...most, ...few]);
        const { median, deviation } = medianDeviation(values);
        const isTrue = values.every((value) => Math.abs(value - median) <= deviations * deviation);
        const isSaid = areWithin(values, deviations);
        assert.ok(isTrue || !isSaid);
        said += Number(isSaid);
        hold += Number(isTrue);
      }),
      { seed: 8, numRuns: 3000 },
    );
    assert.ok(said > 0.8 * hold, `${said} of ${hold}`);
  });

  it('is not said of equal values, of few, or of infinite ones', () => {
    const many = Array.from({ length: 100 }, (_, i) => i);
    for (const values of [[1, 2, 3], many.map(() => 4), [...many, Infinity]])
      assert.equal(areWithin(Float64Array.from(values), 1e9), false);
    assert.equal(areWithin(Float64Array.from(many), 3), true);
  });
});
