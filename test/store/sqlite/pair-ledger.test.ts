import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hashIds } from '../../../src/comparison/request-hash.ts';
import { migrate } from '../../../src/store/sqlite/migrate.ts';
import { type LedgerSizes, type PairLedger, pairLedger } from '../../../src/store/sqlite/pair-ledger.ts';
import { transact, UNDO } from '../../../src/store/sqlite/transaction.ts';
import { STREAM } from '../pair-samples.ts';

const hashesOf = (ids: readonly number[]) => hashIds(STREAM, ids.map(String));
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

function setUp(sizes: LedgerSizes) {
  const db = new DatabaseSync(':memory:');
  migrate(db, ':memory:');
  let ledger = pairLedger(db, sizes);
  return {
    known: (ids: readonly number[]): number[] => ledger.known(hashesOf(ids)).map((position) => ids[position]!),
    add(ids: readonly number[], atMs: number): void {
      transact(db, () => ledger.add(hashesOf(ids), atMs))();
    },
    addInVain(ids: readonly number[], atMs: number): void {
      transact(db, () => {
        ledger.add(hashesOf(ids), atMs);
        return UNDO;
      });
    },
    remove(beforeMs: number): number {
      const { removed, committed } = transact(db, () => ledger.remove(beforeMs));
      committed();
      return removed;
    },
    /** What a process knows that has just started. */
    restart(): PairLedger {
      ledger = pairLedger(db, sizes);
      return ledger;
    },
    count: (table: string): number => Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n),
  };
}

describe('the ledger of requests', () => {
  it('knows what was added and nothing else, across runs, filters, restarts and failed transactions', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 });
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.tuple(fc.constant('add' as const), ids) },
      { weight: 2, arbitrary: fc.tuple(fc.constant('fail' as const), ids) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('restart' as const), fc.constant([])) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const it = setUp({ run: 32, runsOfFilter: 2, runs: 100 });
        const all = range(0, 401);
        const model = new Set<number>();
        for (const [kind, given] of steps) {
          const fresh = given.filter((id) => !model.has(id));
          if (kind === 'restart') it.restart();
          else if (kind === 'fail') it.addInVain(fresh, 0);
          else {
            it.add(fresh, 0);
            for (const id of fresh) model.add(id);
          }
          assert.deepEqual(
            it.known(all),
            all.filter((id) => model.has(id)),
          );
        }
      }),
      { seed: 20261121, numRuns: 150 },
    );
  });

  it('forgets what is old in lots, never what is younger, and the same after a restart', () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.tuple(fc.constant('add' as const), fc.integer({ min: 1, max: 50 })) },
      { weight: 2, arbitrary: fc.tuple(fc.constant('remove' as const), fc.integer({ min: 0, max: 10 })) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('restart' as const), fc.constant(0)) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const it = setUp({ run: 32, runsOfFilter: 2, runs: 100 });
        const addedAt = new Map<number, number>();
        let [now, next, removedBefore] = [0, 0, Number.NEGATIVE_INFINITY];
        for (const [kind, number] of steps) {
          now++;
          if (kind === 'add') {
            const ids = range(next, next + number);
            it.add(ids, now);
            for (const id of ids) addedAt.set(id, now);
            next += number;
          } else if (kind === 'restart') it.restart();
          else {
            removedBefore = Math.max(removedBefore, now - number);
            for (let lots = 0; it.remove(now - number) > 0; lots++) assert.ok(lots < 100);
          }
          const known = new Set(it.known(range(0, next)));
          for (const [id, atMs] of addedAt) assert.ok(known.has(id) || atMs < removedBefore, `${id} of ${atMs} is forgotten`);
          it.restart();
          assert.deepEqual(new Set(it.known(range(0, next))), known);
        }
        for (let lots = 0; it.remove(now + 1) > 0; lots++) assert.ok(lots < 100);
        assert.deepEqual(it.known(range(0, next)), []);
        assert.deepEqual(['pair_id_log', 'pair_id_run', 'pair_id_piece'].map(it.count), [0, 0, 0]);
      }),
      { seed: 20261122, numRuns: 150 },
    );
  });

  it('forgets what came after the clock was ahead for a while', () => {
    const it = setUp({ run: 32, runsOfFilter: 2, runs: 100 });
    it.add(range(0, 32), 9_000);
    it.add([40], 100);
    assert.equal(it.remove(101), 1);
    assert.deepEqual(it.known([0, 40]), [0]);
  });

  it('keeps no more runs than it may: the oldest go', () => {
    const it = setUp({ run: 32, runsOfFilter: 2, runs: 3 });
    for (let run = 0; run < 8; run++) it.add(range(run * 32, run * 32 + 32), run);
    assert.equal(it.count('pair_id_run'), 3);
    assert.deepEqual(it.known(range(0, 256)), range(5 * 32, 256));
    it.restart();
    assert.deepEqual(it.known(range(0, 256)), range(5 * 32, 256));
  });

  it('has a log of few rows, however small the batches are', () => {
    const it = setUp({ run: 1 << 14, runsOfFilter: 2, runs: 3 });
    for (let id = 0; id < 2_500; id++) it.add([id], 0);
    // Two thousand rows have become one, and five hundred came since.
    assert.ok(it.count('pair_id_log') <= 1_000, `${it.count('pair_id_log')} rows`);
    assert.deepEqual(it.known(range(0, 3_000)), range(0, 2_500));
    it.restart();
    assert.deepEqual(it.known(range(0, 3_000)), range(0, 2_500));
  });

  it('takes batches that are larger than a run', () => {
    const it = setUp({ run: 32, runsOfFilter: 2, runs: 100 });
    it.add(range(0, 10), 0);
    it.add(range(10, 5_000), 0);
    assert.equal(it.count('pair_id_run'), 1);
    assert.deepEqual(it.known(range(0, 6_000)), range(0, 5_000));
  });
});
