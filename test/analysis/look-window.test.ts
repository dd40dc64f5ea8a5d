import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { lookWindow } from '../../src/analysis/look-window.ts';
import { sampleCount } from '../../src/model/time-series.ts';

const MINUTE = 60_000;
const config = { stepMs: MINUTE, delayMs: 15_000, warmUpMs: 0 };
const T0 = Date.UTC(2026, 0, 1);

describe('lookWindow', () => {
  const cases = [
    // A sample at t speaks of (t - step, t]: the first whole step after 00:00:00 ends at 00:01.
    { name: 'start on the grid', config, startMs: T0, slotMs: T0 + 3 * MINUTE, first: T0 + MINUTE, count: 2 },
    { name: 'start between two grid times', config, startMs: T0 + 1, slotMs: T0 + 5 * MINUTE, first: T0 + 2 * MINUTE, count: 3 },
    { name: 'late samples are waited for', config, startMs: T0, slotMs: T0 + MINUTE + 14_999, first: T0 + MINUTE, count: 0 },
    { name: 'a sample exactly as old as the delay is in', config, startMs: T0, slotMs: T0 + MINUTE + 15_000, first: T0 + MINUTE, count: 1 },
    {
      name: 'warm-up is left out',
      config: { ...config, warmUpMs: 5 * MINUTE },
      startMs: T0,
      slotMs: T0 + 8 * MINUTE,
      first: T0 + 6 * MINUTE,
      count: 2,
    },
    { name: 'before the first step there is nothing', config, startMs: T0, slotMs: T0 + 1, first: T0 + MINUTE, count: 0 },
  ];
  for (const { name, config: given, startMs, slotMs, first, count } of cases) {
    it(name, () => {
      const window = lookWindow(given, startMs, slotMs);
      assert.equal(window.startMs, first);
      assert.equal(sampleCount(window), count);
      assert.equal(window.startMs % window.stepMs, 0);
    });
  }

  it('all looks of an analysis share their first evaluation time', () => {
    const starts = [1, 7, 100].map((minutes) => lookWindow(config, T0 + 12_345, T0 + minutes * MINUTE).startMs);
    assert.deepEqual(new Set(starts).size, 1);
  });
});
