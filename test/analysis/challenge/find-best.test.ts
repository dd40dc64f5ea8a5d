import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Contender, PrimaryMetric } from '../../../src/analysis/challenge/challenge.ts';
import { findBest } from '../../../src/analysis/challenge/find-best.ts';
import type { Effect } from '../../../src/model/judgement.ts';
import { contender } from './contenders.ts';

const errors: PrimaryMetric = { metric: 'errors', direction: 'increase' };
const more: PrimaryMetric = { metric: 'errors', direction: 'decrease' };
const running = { status: 'running', verdict: 'continue' } as const;
const rolledBack = { verdict: 'rollback' } as const;
const low = contender('low', [-0.3, -0.1]);
const mid = contender('mid', [-0.05, 0.05]);
const wide = contender('wide', [-0.2, 0.05]);
const withCells = (of: Contender, change: Partial<Contender['metrics'][number]>): Contender => ({
  ...of,
  metrics: of.metrics.map((cell) => ({ ...cell, ...change })),
});

const effectOf = ({ metrics }: Contender): Effect => metrics[0]!.effects[0]!;
/** Judged at two quantiles: the median as `median` has it, the tail as `tail` does. */
const twoQuantiles = (name: string, median: Contender, tail: Contender): Contender => {
  const effects = [
    { ...effectOf(median), name: 'p50' },
    { ...effectOf(tail), name: 'p99' },
  ];
  return { ...withCells(median, { effects }), name };
};

describe('findBest', () => {
  const cases: readonly { name: string; primary?: PrimaryMetric | null; of: readonly Contender[]; best: string | null; reason: string }[] =
    [
      {
        name: 'promoted, and better than another that is promoted',
        of: [mid, low],
        best: 'low',
        reason: 'low is promoted, and errors is -30 % to -10 % in it, -5 % to +5 % in mid',
      },
      {
        name: 'better where less is harm',
        primary: more,
        of: [mid, low],
        best: 'mid',
        reason: 'mid is promoted, and errors is -5 % to +5 % in it, -30 % to -10 % in low',
      },
      {
        name: 'intervals that overlap',
        of: [low, wide],
        best: null,
        reason: 'low is not proven better than wide: errors is -30 % to -10 % in low and -20 % to +5 % in wide',
      },
      {
        name: 'intervals that touch',
        of: [low, contender('next', [-0.1, 0.05])],
        best: null,
        reason: 'low is not proven better than next: errors is -30 % to -10 % in low and -10 % to +5 % in next',
      },
      {
        name: 'better than one of two',
        of: [low, mid, wide],
        best: null,
        reason: 'low is not proven better than wide: errors is -30 % to -10 % in low and -20 % to +5 % in wide',
      },
      {
        name: 'better than one that is still running',
        of: [low, contender('late', [0, null], running)],
        best: 'low',
        reason: 'low is promoted, and errors is -30 % to -10 % in it, at least 0 % in late',
      },
      {
        name: 'one that is still running may be anything',
        of: [low, contender('late', [null, null], running)],
        best: null,
        reason: 'low is not proven better than late: errors is -30 % to -10 % in low and anything in late',
      },
      {
        name: 'better, and not promoted',
        of: [contender('low', [-0.3, -0.1], running), mid],
        best: null,
        reason: 'mid is not proven better than low: errors is -5 % to +5 % in mid and -30 % to -10 % in low',
      },
      {
        name: 'the others are rolled back or cancelled',
        of: [contender('a', [null, null], rolledBack), mid, contender('b', [-1, -0.9], { status: 'cancelled', verdict: 'continue' })],
        best: 'mid',
        reason: 'mid is promoted, and every other candidate was rolled back or cancelled',
      },
      {
        name: 'nobody is promoted yet',
        of: [contender('a', [0, 0.1], running), contender('b', [0.2, 0.3], rolledBack)],
        best: null,
        reason: 'no candidate is promoted yet',
      },
      {
        name: 'nobody was promoted',
        of: [contender('a', [0, 0.1], { verdict: 'continue' })],
        best: null,
        reason: 'no candidate was promoted',
      },
      {
        name: 'nobody is left',
        of: [contender('a', [0, 0.1], rolledBack)],
        best: null,
        reason: 'every candidate was rolled back or cancelled',
      },
      {
        name: 'no metric says it',
        primary: null,
        of: [low, mid],
        best: null,
        reason: 'no required metric says which candidate is better: name one as primary',
      },
      {
        name: 'no look yet',
        of: [low, { ...contender('new', [0, 1], running), metrics: [] }],
        best: null,
        reason: 'new has no interval of errors yet',
      },
      {
        name: 'a look that failed',
        of: [low, withCells(mid, { effects: [], everyLook: false })],
        best: null,
        reason: 'mid has no interval of errors yet',
      },
      {
        name: 'an interval of one look alone',
        of: [low, withCells(mid, { everyLook: false })],
        best: null,
        reason: 'the interval of errors in mid holds for one look alone, not for all of them together',
      },
      {
        name: 'two scales',
        of: [low, withCells(mid, { effects: [{ ...effectOf(mid), scale: 'absolute' }] })],
        best: null,
        reason: 'errors is measured as ratio (relative) in low and as ratio (absolute) in mid',
      },
      {
        name: 'better in both of two quantiles',
        of: [twoQuantiles('a', mid, mid), twoQuantiles('b', low, low)],
        best: 'b',
        reason: 'b is promoted, and errors is p50 -30 % to -10 % and p99 -30 % to -10 % in it, p50 -5 % to +5 % and p99 -5 % to +5 % in a',
      },
      {
        name: 'better in one of two quantiles',
        of: [twoQuantiles('a', mid, mid), twoQuantiles('b', low, wide)],
        best: null,
        reason: 'b is not proven better than a: errors, by p99, is -20 % to +5 % in b and -5 % to +5 % in a',
      },
      {
        name: 'two quantiles held against one measure',
        of: [low, twoQuantiles('b', mid, mid)],
        best: null,
        reason: 'errors is measured as ratio (relative) in low and as p50 (relative), p99 (relative) in b',
      },
      {
        name: 'judged by labels',
        of: [{ ...low, metrics: [...low.metrics, ...low.metrics] }, mid],
        best: null,
        reason: 'errors of low is judged by labels and has no one interval',
      },
    ];
  for (const { name, primary = errors, of, best, reason } of cases) {
    it(name, () => assert.deepEqual(findBest(primary, of), { name: best, reason }));
  }

  it('names one at most, whatever the order, and only one that is better than all who are left', () => {
    const bound = fc.option(fc.integer({ min: -20, max: 20 }), { nil: null });
    const bounds = fc.tuple(bound, bound).filter(([lower, upper]) => lower === null || upper === null || lower <= upper);
    const candidate = fc.record({ bounds, verdict: fc.constantFrom('promote', 'continue', 'rollback') });
    fc.assert(
      fc.property(fc.array(candidate, { minLength: 2, maxLength: 5 }), (all) => {
        const of = all.map(({ bounds, verdict }, i) => contender(`c${i}`, bounds, { verdict }));
        const { name } = findBest(errors, of);
        assert.equal(findBest(errors, of.toReversed()).name, name);
        const better = all.filter(
          (one) =>
            one.verdict === 'promote' &&
            all.every(
              (other) =>
                other === one ||
                other.verdict === 'rollback' ||
                (one.bounds[1] !== null && other.bounds[0] !== null && one.bounds[1] < other.bounds[0]),
            ),
        );
        const expected = better.map((one) => `c${all.indexOf(one)}`);
        assert.deepEqual(name === null ? [] : [name], expected);
      }),
      { seed: 7, numRuns: 3000 },
    );
  });
});
