import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { commonBounds, nearestBound, rebucket } from '../../src/stats/histogram-bounds.ts';
import { shareAbove } from '../../src/stats/histogram-quantile.ts';
import { histogramSteps, pooledSteps, poolingFor, presentSteps, stepsWithEvents } from '../../src/stats/histogram-steps.ts';

const bounds = (...values: number[]): Float64Array => Float64Array.of(...values, Infinity);

describe('bounds of two histograms', () => {
  it('keep what both sides count up to', () => {
    assert.deepEqual(commonBounds(bounds(1, 2, 5, 10), bounds(2, 3, 10, 20)), bounds(2, 10));
    assert.deepEqual(commonBounds(bounds(1), bounds(2)), bounds());
  });
  it('merge buckets without losing an event, and leave every share over a common bound as it was', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 6, maxLength: 6 }).filter((all) => all.some((n) => n > 0));
    const kept = fc.subarray([1, 2, 3, 5, 8]);
    fc.assert(
      fc.property(counts, kept, (events, target) => {
        const from = bounds(1, 2, 3, 5, 8);
        const to = bounds(...target);
        const merged = rebucket(from, events, to);
        for (const bound of target) assert.equal(shareAbove(to, merged, bound), shareAbove(from, events, bound));
        assert.equal(
          merged.reduce((sum, n) => sum + n, 0),
          events.reduce((sum, n) => sum + n, 0),
        );
      }),
      { seed: 13 },
    );
  });
  it('name the bound nearest to a value, never the open one', () => {
    assert.equal(nearestBound(bounds(1, 2, 5), 4), 5);
    assert.equal(nearestBound(bounds(1, 2, 5), 1.5), 1);
    assert.equal(nearestBound(bounds(1, 2, 5), 1e9), 5);
    assert.equal(nearestBound(bounds(), 4), undefined);
  });
});

describe('steps of two histograms', () => {
  const side = (...counts: number[][]) => ({ bounds: bounds(1), counts: counts.map((bucket) => Float64Array.from(bucket)) });
  const control = side([1, 0, Number.NaN, 4, 5], [1, 0, Number.NaN, 4, 5]);
  const candidate = side([2, 3, 4, 0, 6], [2, 3, 4, 1, 6]);

  it('are missing where a side has no sample or no event, and keep their place', () => {
    const { steps } = histogramSteps(control, candidate);
    assert.deepEqual(
      steps.map((step) => step && [...step.control, ...step.candidate]),
      [[1, 1, 2, 2], undefined, undefined, [4, 4, 0, 1], [5, 5, 6, 6]],
    );
    assert.equal(stepsWithEvents(control), 3);
    assert.equal(stepsWithEvents(candidate), 5);
  });
  it('are taken together from the start, leaving out what does not fill a whole one', () => {
    const { steps } = pooledSteps(histogramSteps(control, candidate), 2);
    assert.deepEqual(
      steps.map((step) => step && [...step.control]),
      [
        [1, 1],
        [4, 4],
      ],
    );
  });
  it('are taken together until the smaller side has enough in every second step', () => {
    const present = presentSteps(histogramSteps(control, candidate).steps);
    assert.equal(poolingFor(present, 2), 1);
    assert.equal(poolingFor(present, 5), 3);
    assert.equal(poolingFor([], 100), 1);
  });
});
