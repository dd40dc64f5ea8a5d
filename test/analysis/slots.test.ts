import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { nextSlot } from '../../src/analysis/slots.ts';
import type { Cadence } from '../../src/model/config.ts';

const MINUTE = 60_000;
const T0 = Date.UTC(2026, 0, 1, 10, 0, 30);
const every = (intervalMs: number): Cadence => ({ kind: 'interval', intervalMs });
const cron = (expression: string): Cadence => ({ kind: 'cron', expression });
const at = (hour: number, minute: number, second = 0): number => Date.UTC(2026, 0, 1, hour, minute, second);

describe('nextSlot', () => {
  const cases = [
    { name: 'the first slot is an interval after the start', cadence: every(MINUTE), afterMs: T0, slot: T0 + MINUTE },
    { name: 'slots count from the start, not from the last look', cadence: every(MINUTE), afterMs: T0 + 61_500, slot: T0 + 2 * MINUTE },
    { name: 'strictly after', cadence: every(MINUTE), afterMs: T0 + MINUTE, slot: T0 + 2 * MINUTE },
    {
      name: 'the deadline is a slot even off the interval',
      cadence: every(50 * MINUTE),
      afterMs: T0 + 101 * MINUTE,
      slot: T0 + 120 * MINUTE,
    },
    { name: 'none at the deadline', cadence: every(MINUTE), afterMs: T0 + 120 * MINUTE, slot: null },
    { name: 'none after the deadline', cadence: every(MINUTE), afterMs: T0 + 500 * MINUTE, slot: null },
    { name: 'cron in UTC', cadence: cron('*/15 * * * *'), afterMs: T0, slot: at(10, 15) },
    { name: 'cron strictly after a match', cadence: cron('*/15 * * * *'), afterMs: at(10, 15), slot: at(10, 30) },
    { name: 'cron with seconds', cadence: cron('*/20 * * * * *'), afterMs: T0, slot: at(10, 0, 40) },
    { name: 'cron that does not come before the deadline', cadence: cron('0 18 * * *'), afterMs: T0, slot: T0 + 120 * MINUTE },
    { name: 'an analysis that starts in the future', cadence: every(MINUTE), afterMs: T0 - MINUTE, slot: T0 + MINUTE },
  ];
  for (const { name, cadence, afterMs, slot } of cases) {
    it(name, () => assert.equal(nextSlot({ cadence, maxDurationMs: 120 * MINUTE }, T0, afterMs), slot));
  }
});
