import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { latestCronTime, nextCronTime } from '../../src/analysis/cron.ts';

const at = (text: string): number => Date.parse(text);
const DAY_MS = 86_400_000;

// 2026-11-21 is a Saturday.
const cases = [
  { name: 'last Monday at six', expression: '0 6 * * 1', now: '2026-11-21T17:50:00Z', latest: '2026-11-16T06:00:00Z' },
  { name: 'the very moment', expression: '0 6 * * 1', now: '2026-11-16T06:00:00Z', latest: '2026-11-16T06:00:00Z' },
  {
    name: 'a millisecond before it: a week earlier',
    expression: '0 6 * * 1',
    now: '2026-11-16T05:59:59.999Z',
    latest: '2026-11-09T06:00:00Z',
  },
  {
    name: 'an hour of this day that is yet to come',
    expression: '30 18 * * *',
    now: '2026-11-21T17:50:00Z',
    latest: '2026-11-20T18:30:00Z',
  },
  { name: 'several minutes of an hour', expression: '*/20 * * * *', now: '2026-11-21T17:50:00Z', latest: '2026-11-21T17:40:00Z' },
  { name: 'the last hour has no such minute', expression: '55 */2 * * *', now: '2026-11-21T16:10:00Z', latest: '2026-11-21T14:55:00Z' },
  { name: 'the last of a month', expression: '0 0 L * *', now: '2026-11-21T17:50:00Z', latest: '2026-10-31T00:00:00Z' },
  { name: 'names of days', expression: '15 4 * * SUN', now: '2026-11-21T17:50:00Z', latest: '2026-11-15T04:15:00Z' },
  { name: 'a nickname', expression: '@weekly', now: '2026-11-21T17:50:00Z', latest: '2026-11-15T00:00:00Z' },
  { name: 'with seconds', expression: '30 0 6 * * 1', now: '2026-11-21T17:50:00Z', latest: '2026-11-16T06:00:30Z' },
  { name: 'with seconds, the very second', expression: '*/15 * * * * *', now: '2026-11-21T17:50:07Z', latest: '2026-11-21T17:50:00Z' },
  { name: 'a leap day', expression: '0 0 29 2 *', now: '2026-11-21T17:50:00Z', latest: '2024-02-29T00:00:00Z' },
];

describe('latestCronTime', () => {
  for (const { name, expression, now, latest } of cases)
    it(name, () => {
      const found = latestCronTime(expression, { fromMs: at(now) - 5 * 366 * DAY_MS, atMs: at(now) });
      assert.equal(found === undefined ? undefined : new Date(found).toISOString(), new Date(latest).toISOString());
    });

  it('is none where the expression does not match in time', () => {
    const atMs = at('2026-11-21T17:50:00Z');
    assert.equal(latestCronTime('0 6 * * 1', { fromMs: at('2026-11-16T06:00:00.001Z'), atMs }), undefined);
    assert.equal(latestCronTime('0 6 * * 1', { fromMs: at('2026-11-16T06:00:00Z'), atMs }), at('2026-11-16T06:00:00Z'));
  });

  it('and nextCronTime say the same: nothing lies between the latest time and now, whatever the expression', () => {
    const field = (max: number) =>
      fc.oneof(
        fc.constant('*'),
        fc.integer({ min: 0, max }).map(String),
        fc.integer({ min: 2, max: 9 }).map((n) => `*/${n}`),
      );
    const day = fc.oneof(fc.constant('*'), fc.integer({ min: 1, max: 28 }).map(String));
    const expressions = fc.tuple(field(59), field(23), day, fc.constant('*'), field(6)).map((fields) => fields.join(' '));
    const startMs = at('2026-01-01T00:00:00Z');
    fc.assert(
      fc.property(expressions, fc.integer({ min: 0, max: 200 * DAY_MS }), (expression, offset) => {
        const atMs = startMs + offset;
        const fromMs = atMs - 2 * DAY_MS;
        const latest = latestCronTime(expression, { fromMs, atMs });
        assert.equal(nextCronTime(expression, latest ?? fromMs - 1, atMs + 1), atMs + 1);
        if (latest !== undefined) assert.equal(nextCronTime(expression, latest - 1, atMs + 1), latest);
      }),
      { numRuns: 60, seed: 20_261_121 },
    );
  });
});
