import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { groupCommit } from '../../../src/analysis/comparison/group-commit.ts';
import { newPairBatch, type PairBatch } from '../../../src/analysis/comparison/pair-batch.ts';
import type { PairFold } from '../../../src/analysis/comparison/pair-fold.ts';
import { countHalves } from '../../../src/analysis/comparison/take-halves.ts';
import type { PairHalf, PairStream } from '../../../src/analysis/ports/pair-store.ts';
import { StoreError } from '../../../src/errors.ts';
import type { Json } from '../../../src/model/json.ts';
import { memoryPairStore } from '../../support/memory-pair-store.ts';
import { classPair, NOW, STREAM, startIntake } from './intake-under-test.ts';

const MINUTE = 60_000;
const half = (id: string, answer: Json, more: Readonly<Record<string, unknown>> = {}) => ({ id, answer, ...more });

describe('halves of pairs', () => {
  for (const [first, second] of [
    ['control', 'candidate'],
    ['candidate', 'control'],
  ] as const) {
    it(`become a pair when the ${first}'s comes first`, async () => {
      const { bring, counted, store } = startIntake();
      assert.deepEqual(await bring([half('a', 'cat'), half('b', 'cat')], first), { counted: 2, known: 0 });
      assert.equal((await counted()).step.pairs, 0);
      await bring([half('a', 'cat'), half('b', 'dog')], second);
      const { step, detail } = await counted();
      assert.deepEqual([step.pairs, step.divergent, step.unmatched], [2, 1, { control: 0, candidate: 0 }]);
      const category = first === 'control' ? 'cat -> dog' : 'dog -> cat';
      assert.deepEqual(detail.comparators.class?.categories, { [category]: 1 });
      assert.deepEqual(await store.findHalves(STREAM, ['a', 'b']), []);
    });
  }

  it('become a pair with what either said of the request and of itself', async () => {
    const { bring, store } = startIntake({ samples: { agreeing: 1 } });
    const control = { secondControl: 'cat', latencyMs: 5, version: 'v1', features: { locale: 'de', length: 7 } };
    await bring([half('a', 'cat', control)], 'control');
    await bring([half('a', 'cat', { latencyMs: 9, version: 'v2', features: { locale: 'fr', tier: 'free' } })], 'candidate');
    await bring([half('bare', 'cat')], 'control');
    await bring([half('bare', 'cat')], 'candidate');
    assert.deepEqual(
      store.samples.map(({ pair }) => pair),
      [
        {
          ...{ id: 'a', control: 'cat', candidate: 'cat', secondControl: 'cat' },
          ...{ features: { locale: 'de', length: 7, tier: 'free' }, latencyMs: { control: 5, candidate: 9 } },
          versions: { control: 'v1', candidate: 'v2' },
        },
        { id: 'bare', control: 'cat', candidate: 'cat' },
      ],
    );
  });

  it('that come again change nothing', async () => {
    const { bring, counted, repeatedHalves } = startIntake();
    await bring([half('a', 'cat')], 'control');
    await bring([half('a', 'cat')], 'control');
    await bring([half('a', 'cat')], 'candidate');
    await bring([half('a', 'dog')], 'candidate');
    await bring([half('a', 'dog')], 'control');
    const { step } = await counted();
    assert.deepEqual([step.pairs, step.divergent], [1, 0]);
    assert.equal(
      repeatedHalves.reduce((sum, one) => sum + one, 0),
      3,
    );
  });

  it('of a pair that was counted whole are known', async () => {
    const { bring, counted } = startIntake();
    await bring([classPair('a')]);
    await bring([half('a', 'cat')], 'control');
    await bring([half('a', 'dog')], 'candidate');
    const { step } = await counted();
    assert.deepEqual([step.pairs, step.divergent], [1, 0]);
  });

  it('wait in the store without what is not to be kept', async () => {
    const { bring, store } = startIntake({ redact: { paths: ['/name'], patterns: ['[0-9]{4,}'] } });
    const answer = { class: 'cat', name: 'Ada' };
    await bring([half('a', answer, { secondControl: answer, features: { phone: '555012' } })], 'control');
    const waiting = await store.findHalves(STREAM, ['a']);
    assert.equal(waiting.length, 1);
    assert.doesNotMatch(JSON.stringify(waiting), /Ada|555012/);
  });

  it('whose other half does not come are given up, counted by side, and not counted when it comes at last', async () => {
    const { bring, counted, intake, setNow, repeatedHalves } = startIntake({ join: '2m' });
    await bring([half('a', 'cat'), half('b', 'cat')], 'control');
    await bring([half('c', 'cat')], 'candidate');
    setNow(NOW + 2 * MINUTE);
    await intake.sweep();
    assert.deepEqual((await counted()).step.unmatched, { control: 0, candidate: 0 }, 'not yet');
    setNow(NOW + 2 * MINUTE + 1);
    await intake.sweep();
    await intake.sweep();
    assert.deepEqual((await counted()).step.unmatched, { control: 2, candidate: 1 });
    await bring([half('a', 'dog')], 'candidate');
    await intake.sweep();
    const { step } = await counted();
    assert.deepEqual([step.pairs, step.unmatched, repeatedHalves], [0, { control: 2, candidate: 1 }, [0, 0, 1]]);
  });

  it('have a minute after a start for the other one, which nobody could bring until then', async () => {
    const first = startIntake();
    await first.bring([half('a', 'cat'), half('b', 'cat')], 'control');
    const later = NOW + 10 * MINUTE;
    const { intake, bring, counted, setNow } = startIntake({}, first.store, later);
    await intake.sweep();
    setNow(later + 59_000);
    await bring([half('a', 'dog')], 'candidate');
    await intake.sweep();
    const before = (await counted()).step;
    assert.deepEqual([before.divergent, before.unmatched.control], [1, 0]);
    setNow(later + MINUTE);
    await intake.sweep();
    const after = (await counted()).step;
    assert.deepEqual([after.pairs, after.unmatched.control], [1, 1]);
  });

  it('have a minute after the store was away', async () => {
    const { intake, bring, counted, setNow, store } = startIntake();
    await bring([half('a', 'cat')], 'control');
    setNow(NOW + 10 * MINUTE);
    const { waitingHalves } = store;
    store.waitingHalves = async () => {
      throw new StoreError('STORE_UNAVAILABLE', 'it is away');
    };
    await assert.rejects(intake.sweep(), { code: 'STORE_UNAVAILABLE' });
    store.waitingHalves = waitingHalves;
    setNow(NOW + 10 * MINUTE + 59_000);
    await intake.sweep();
    assert.equal((await counted()).step.unmatched.control, 0);
    setNow(NOW + 11 * MINUTE);
    await intake.sweep();
    assert.equal((await counted()).step.unmatched.control, 1);
  });

  it('are given up when the clock was put back', async () => {
    const first = startIntake();
    const { intake, bring, counted, setNow } = startIntake({}, first.store, NOW + 999 * MINUTE);
    setNow(NOW);
    await intake.sweep();
    await bring([half('a', 'cat')], 'control');
    setNow(NOW + 6 * MINUTE);
    await intake.sweep();
    assert.equal((await counted()).step.unmatched.control, 1);
  });

  it('that were kept by a process which ended before it compared them are counted by another', async () => {
    const first = startIntake();
    await first.bring([half('a', 'cat'), half('alone', 'cat')], 'control');
    let calls = 0;
    first.store.before = async () => {
      // keepHalves goes well, savePairs does not: as if the process ended between the two.
      if (++calls > 1) throw new StoreError('STORE_CLOSED', 'the process ends');
    };
    await assert.rejects(first.bring([half('a', 'dog')], 'candidate'), { code: 'STORE_CLOSED' });
    first.store.before = async () => undefined;

    const second = startIntake({}, first.store);
    await second.intake.sweep();
    assert.equal((await second.counted()).step.pairs, 0, 'it may still be in hand there');
    second.setNow(NOW + 6_000);
    await second.intake.sweep();
    const { step } = await second.counted();
    assert.deepEqual([step.pairs, step.divergent, step.unmatched], [1, 1, { control: 0, candidate: 0 }]);
    assert.deepEqual(
      (await second.store.findHalves(STREAM, ['a', 'alone'])).map(({ id }) => id),
      ['alone'],
    );
  });

  it('let others have the process while many are compared', async () => {
    let [inARow, most, isDone] = [0, 0, false];
    const fold: PairFold = {
      pair() {
        most = Math.max(most, ++inARow);
      },
      request: () => undefined,
      unmatched: () => undefined,
      folded: () => ({ steps: [], details: [], samples: [] }),
    };
    const commits = groupCommit<PairStream, PairBatch>({
      ...{ lingerMs: 5, maxAgeMs: 100, maxItems: 10_000, maxBytes: 1e9, maxBytesInHand: 1e9 },
      nameOf: ({ candidate }) => candidate,
      begin: (stream) => newPairBatch(stream, fold),
      save: async () => undefined,
    });
    const others = async (): Promise<void> => {
      for (; !isDone; inARow = 0) await setImmediate();
    };
    void others();
    const halves = Array.from({ length: 1_000 }, (_, i) => i).flatMap((i) =>
      (['control', 'candidate'] as const).map((side): PairHalf => ({ id: `r${i}`, answer: 'cat', side, arrivedAtMs: NOW })),
    );
    await countHalves({ commits, clock: { now: () => NOW } }, STREAM, halves);
    isDone = true;
    assert.ok(most <= 128, `${most} pairs in a row`);
  });

  it('are kept some thousands at a time', async () => {
    const store = memoryPairStore();
    const kept: number[] = [];
    const { keepHalves } = store;
    store.keepHalves = async (stream, halves) => {
      kept.push(halves.length);
      return keepHalves(stream, halves);
    };
    const all = Array.from({ length: 20_000 }, (_, i) => half(`r${i}`, 'cat'));
    assert.deepEqual(await startIntake({}, store).bring(all, 'control'), { counted: 20_000, known: 0 });
    assert.deepEqual(kept, [8_192, 8_192, 3_616]);
  });

  it('are swept to the last, however many wait', async () => {
    const { bring, counted, intake, setNow } = startIntake();
    await bring(
      Array.from({ length: 2_500 }, (_, i) => half(`r${i}`, 'cat')),
      'control',
    );
    setNow(NOW + 6 * MINUTE);
    await intake.sweep();
    assert.deepEqual((await counted()).step.unmatched, { control: 2_500, candidate: 0 });
  });

  it('are left to the next sweep once the process is to end', async () => {
    const { bring, counted, intake, setNow, store } = startIntake();
    await bring(
      Array.from({ length: 2_500 }, (_, i) => half(`r${i}`, 'cat')),
      'control',
    );
    setNow(NOW + 6 * MINUTE);
    const abort = new AbortController();
    store.before = async () => abort.abort();
    await intake.sweep(abort.signal);
    const { control } = (await counted()).step.unmatched;
    assert.ok(control > 0 && control < 2_500, `${control} are counted`);
    await intake.sweep();
    assert.equal((await counted()).step.unmatched.control, 2_500);
  });
});
