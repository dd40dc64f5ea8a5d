import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readDetails, readSteps } from '../../../src/analysis/comparison/read-tallies.ts';
import { noDetails } from '../../../src/comparison/tally/merge-details.ts';
import { noSteps } from '../../../src/comparison/tally/merge-steps.ts';
import type { Timed } from '../../../src/comparison/tally.ts';

const T0 = Date.UTC(2026, 0, 5);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const stream = { config: 'pets', candidate: 'v2' };

/** A store with one tally of so many pairs at each step from T0 on; it notes how many each reading got. */
function storeOf(stepMs: number, days: number) {
  const readings: number[] = [];
  let pauses = 0;
  const times = <T>(fromMs: number, toMs: number, lengthMs: number, tally: (i: number) => T): Timed<T>[] => {
    const first = Math.max(0, Math.ceil((fromMs - T0) / lengthMs));
    const last = Math.ceil((Math.min(toMs, T0 + days * DAY_MS) - T0) / lengthMs);
    const found = Array.from({ length: Math.max(0, last - first) }, (_, i) => ({
      ...{ startMs: T0 + (first + i) * lengthMs, lengthMs, tally: tally(first + i) },
    }));
    readings.push(found.length);
    return found;
  };
  return {
    readings,
    pauses: () => pauses,
    reader: {
      store: {
        findSteps: async (_: unknown, fromMs: number, toMs: number) =>
          times(fromMs, toMs, stepMs, (i) => ({ ...noSteps(), pairs: i % 7, divergent: i % 2 })),
        findDetails: async (_: unknown, fromMs: number, toMs: number) =>
          times(fromMs, toMs, HOUR_MS, () => ({ ...noDetails(), features: { length: { numbers: { 3: [2, 1] as const }, labels: {} } } })),
      },
      pause: async () => {
        pauses++;
      },
    },
  };
}

describe('steps of a report', () => {
  const cases = [
    { name: 'an hour by the minute is left as it is', stepMs: MINUTE_MS, days: 1 / 24, pieceMs: MINUTE_MS, pieces: 60 },
    { name: 'a day by the minute becomes ten minutes', stepMs: MINUTE_MS, days: 1, pieceMs: 10 * MINUTE_MS, pieces: 144 },
    { name: 'a week by the minute becomes hours', stepMs: MINUTE_MS, days: 7, pieceMs: HOUR_MS, pieces: 168 },
    { name: 'three months by the minute become half days', stepMs: MINUTE_MS, days: 90, pieceMs: 12 * HOUR_MS, pieces: 180 },
    { name: 'a day by seven seconds becomes pieces of whole steps', stepMs: 7000, days: 1, pieceMs: 64 * 7000, pieces: 193 },
  ];
  for (const { name, stepMs, days, pieceMs, pieces } of cases)
    it(name, async () => {
      const { reader, readings, pauses } = storeOf(stepMs, days);
      const range = { fromMs: T0, toMs: T0 + days * DAY_MS };
      const merged = await readSteps(reader, stream, { ...range, stepMs });
      assert.ok(merged.length <= 250 && Math.abs(merged.length - pieces) <= 1, `${merged.length}`);
      for (const [i, { startMs, lengthMs }] of merged.entries()) {
        assert.deepEqual([startMs % pieceMs, lengthMs], [0, pieceMs]);
        if (i > 0) assert.equal(startMs, merged[i - 1]!.startMs + pieceMs);
      }
      // By hand: pairs of step i are i % 7, divergent ones i % 2.
      const steps = Array.from({ length: Math.ceil((days * DAY_MS) / stepMs) }, (_, i) => i);
      const sum = (of: (i: number) => number): number => steps.reduce((total, i) => total + of(i), 0);
      assert.equal(
        merged.reduce((total, { tally }) => total + tally.pairs, 0),
        sum((i) => i % 7),
      );
      assert.equal(
        merged.reduce((total, { tally }) => total + tally.divergent, 0),
        sum((i) => i % 2),
      );
      assert.ok(Math.max(...readings) <= 25);
      assert.ok(pauses() >= readings.length);
    });

  it('are left as they are where they are few, however long the range is', async () => {
    const { reader } = storeOf(MINUTE_MS, 30 / (24 * 60));
    const merged = await readSteps(reader, stream, { fromMs: T0 - 30 * DAY_MS, toMs: T0 + 60 * DAY_MS, stepMs: MINUTE_MS });
    assert.deepEqual(
      merged.map(({ startMs, lengthMs }) => [startMs, lengthMs]),
      Array.from({ length: 30 }, (_, i) => [T0 + i * MINUTE_MS, MINUTE_MS]),
    );
  });

  it('end before the end of the range, and begin with it', async () => {
    const { reader } = storeOf(MINUTE_MS, 1);
    const range = { fromMs: T0 + 5 * MINUTE_MS, toMs: T0 + 8 * MINUTE_MS, stepMs: MINUTE_MS };
    assert.deepEqual(
      (await readSteps(reader, stream, range)).map(({ startMs, tally }) => [(startMs - T0) / MINUTE_MS, tally.pairs]),
      [
        [5, 5],
        [6, 6],
        [7, 0],
      ],
    );
  });
});

describe('details of a report', () => {
  it('are merged into one', async () => {
    const { reader, pauses } = storeOf(MINUTE_MS, 2);
    const { tally, ...time } = await readDetails(reader, stream, { fromMs: T0, toMs: T0 + 2 * DAY_MS });
    assert.deepEqual(time, { startMs: T0, lengthMs: 2 * DAY_MS });
    assert.deepEqual(tally.features.length?.numbers, { 3: [96, 48] });
    assert.equal(pauses(), 48);
  });
});
