import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import type { StoredDocument } from '../../../src/analysis/ports/document-store.ts';
import type { LookBounds } from '../../../src/analysis/ports/retention.ts';
import type { Store } from '../../../src/analysis/ports/store.ts';
import { bitsOf } from '../arbitrary-records.ts';
import { addLooks, gaugeRecord, STEP_MS, sampleAnalysis, sampleLook, sampleProgress, seededValues, T0 } from '../samples.ts';

const FOR_EVER: LookBounds = { beforeMs: Number.MIN_SAFE_INTEGER, perAnalysis: 1_000_000 };
const slot = (number: number): number => T0 + number * STEP_MS;

/** What any Store must do when it is told to forget. `open` gives an empty one for each test. */
export function retentionContract(open: () => Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  const start = async (id: string, looks: number): Promise<void> => {
    await store.createAnalysis(sampleAnalysis(id));
    await addLooks(store, id, looks);
  };
  const numbersOf = async (id: string): Promise<number[]> => (await store.listLooks(id, { limit: 500 })).items.map(({ number }) => number);
  /** Every step of a walk; how many looks each has removed. */
  const walk = async (bounds: LookBounds, limit: number): Promise<number[]> => {
    const steps: number[] = [];
    let after: string | undefined;
    do {
      const step = await store.removeLooks(bounds, { limit, ...(after !== undefined && { after }) });
      steps.push(step.removed);
      after = step.next;
    } while (after !== undefined && steps.length < 1000);
    return steps;
  };

  describe('looks', () => {
    it('go when they are of an earlier slot, and the others stay', async () => {
      await start('a', 5);
      assert.deepEqual(await store.removeLooks({ ...FOR_EVER, beforeMs: slot(4) }, { limit: 10 }), { removed: 3 });
      assert.deepEqual(await numbersOf('a'), [4, 5]);
      assert.equal(await store.findLook('a', slot(3)), undefined);
      assert.equal(await store.findRecords('a', slot(3)), undefined);
    });

    it('go when their analysis has enough of newer ones', async () => {
      await start('a', 5);
      await start('b', 2);
      assert.deepEqual(await store.removeLooks({ ...FOR_EVER, perAnalysis: 3 }, { limit: 10 }), { removed: 2 });
      assert.deepEqual(await numbersOf('a'), [3, 4, 5]);
      assert.deepEqual(await numbersOf('b'), [1, 2]);
    });

    it('stay when they are the latest, however old, and so does the analysis with its verdict', async () => {
      await start('a', 3);
      const last = sampleLook('a', 4, { verdict: 'rollback', final: true });
      await store.saveLook(last, [], sampleProgress(last));
      const before = await store.findAnalysis('a');
      await walk({ beforeMs: slot(1000), perAnalysis: 1 }, 10);
      assert.deepEqual(await store.findLook('a'), last);
      assert.deepEqual(await store.findAnalysis('a'), before);
      const { items } = await store.listAnalyses({ limit: 10, verdict: 'rollback' });
      assert.deepEqual(items, [before]);
    });

    it('of a running analysis may go: the next look is saved as ever', async () => {
      await start('a', 3);
      await walk({ beforeMs: slot(1000), perAnalysis: 1 }, 10);
      const next = sampleLook('a', 4);
      assert.equal(await store.saveLook(next, [], sampleProgress(next)), true);
      assert.deepEqual(await numbersOf('a'), [3, 4]);
      const again = sampleLook('a', 2);
      assert.equal(await store.saveLook(again, [], sampleProgress(again)), false, 'a slot that was judged is not judged again');
    });

    it('go a few at a time, whatever the step', async () => {
      for (const limit of [1, 2, 3, 7, 100]) {
        for (const id of ['a', 'b', 'c', 'd']) await start(`${id}${limit}`, id === 'c' ? 1 : 4);
        const steps = await walk({ ...FOR_EVER, perAnalysis: 2 }, limit);
        assert.ok(
          steps.every((removed) => removed <= limit),
          `${steps}`,
        );
        assert.equal(
          steps.reduce((a, b) => a + b),
          3 * 2,
        );
        for (const id of ['a', 'b', 'd']) assert.deepEqual(await numbersOf(`${id}${limit}`), [3, 4]);
        assert.deepEqual(await numbersOf(`c${limit}`), [1]);
      }
    });
  });

  describe('series', () => {
    const all = seededValues(7, 300);
    const recordOf = (steps: number) => gaugeRecord('latency', all.slice(0, steps), all.slice(100, 100 + Math.min(steps, 200)));
    const save = async (id: string, number: number, steps: number): Promise<void> => {
      const look = sampleLook(id, number);
      assert.equal(await store.saveLook(look, [recordOf(steps)], sampleProgress(look)), true);
    };

    it('go from looks of earlier slots, which stay without them', async () => {
      await store.createAnalysis(sampleAnalysis('a'));
      for (const [i, steps] of [10, 70, 130].entries()) await save('a', i + 1, steps);
      assert.equal(await store.removeSeries({ beforeMs: slot(3), limit: 10 }), 2);
      assert.equal(await store.removeSeries({ beforeMs: slot(3), limit: 10 }), 0, 'once is enough');
      assert.deepEqual(await numbersOf('a'), [1, 2, 3]);
      for (const number of [1, 2]) assert.equal(await store.findRecords('a', slot(number)), undefined);
      assert.deepEqual(bitsOf(await store.findRecords('a', slot(3))), bitsOf([recordOf(130)]));
    });

    it('of looks that judged none are told from those that are gone', async () => {
      await start('a', 2);
      assert.deepEqual(await store.findRecords('a', slot(1)), []);
      await store.removeSeries({ beforeMs: slot(2), limit: 10 });
      assert.equal(await store.findRecords('a', slot(1)), undefined);
      assert.deepEqual(await store.findRecords('a', slot(2)), []);
    });

    it('that other looks need stay, whatever goes in whatever order', async () => {
      const lengths = [0, 1, 63, 64, 65, 128, 130, 192, 256, 300];
      const removal = fc.oneof(
        fc.record({ kind: fc.constant('series' as const), number: fc.integer({ min: 1, max: 12 }), limit: fc.integer({ min: 1, max: 5 }) }),
        fc.record({ kind: fc.constant('looks' as const), number: fc.integer({ min: 1, max: 12 }), limit: fc.integer({ min: 1, max: 5 }) }),
        fc.record({ kind: fc.constant('save' as const), number: fc.constantFrom(...lengths), limit: fc.constantFrom(0, 1) }),
      );
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(removal, { minLength: 1, maxLength: 30 }), async (removals) => {
          // Two analyses that judge the same share their series.
          const ids = [`a${++run}`, `b${run}`];
          for (const id of ids) await store.createAnalysis(sampleAnalysis(id));
          const saved = new Map(ids.map((id) => [id, [] as number[]]));
          for (const { kind, number, limit } of removals) {
            const id = ids[limit % 2]!;
            if (kind === 'save') {
              saved.get(id)!.push(number);
              await save(id, saved.get(id)!.length, number);
            } else if (kind === 'series') await store.removeSeries({ beforeMs: slot(number), limit });
            else await walk({ ...FOR_EVER, beforeMs: slot(number) }, limit);
            for (const one of ids)
              for (const [i, steps] of saved.get(one)!.entries()) {
                const records = await store.findRecords(one, slot(i + 1));
                if (records !== undefined) assert.deepEqual(bitsOf(records), bitsOf([recordOf(steps)]));
              }
          }
        }),
        { seed: 20261121, numRuns: 15 },
      );
    });

    it('that were removed are kept again when they are judged again', async () => {
      for (const id of ['a', 'b']) await store.createAnalysis(sampleAnalysis(id));
      await save('a', 1, 200);
      await store.removeSeries({ beforeMs: slot(100), limit: 10 });
      await save('b', 1, 200);
      assert.deepEqual(bitsOf(await store.findRecords('b', slot(1))), bitsOf([recordOf(200)]));
    });

    it('may be removed while looks that share them are saved', async () => {
      for (const id of ['a', 'b']) await store.createAnalysis(sampleAnalysis(id));
      await save('a', 1, 200);
      for (let number = 1; number <= 10; number++) {
        await Promise.all([store.removeSeries({ beforeMs: slot(number), limit: 10 }), save('b', number, 200)]);
        assert.deepEqual(bitsOf(await store.findRecords('b', slot(number))), bitsOf([recordOf(200)]));
      }
    });
  });

  describe('documents', () => {
    const document = (id: string, changes: Partial<StoredDocument> = {}): StoredDocument => ({
      ...{ kind: 'canary-execution', id, applications: ['shop'], createdAtMs: T0, updatedAtMs: T0, body: { id } },
      ...changes,
    });
    const of = { kinds: ['canary-execution', 'metric-set-list'] as const, statusesBut: ['running'], updatedBeforeMs: T0 + 1, limit: 10 };

    it('of these kinds go when they have not changed since', async () => {
      for (const one of [
        document('old', { status: 'succeeded' }),
        document('unfinished', { status: 'running' }),
        document('new', { status: 'succeeded', updatedAtMs: T0 + 1 }),
        document('list', { kind: 'metric-set-list' }),
        document('config', { kind: 'canary-config' }),
      ])
        await store.addDocument(one);
      assert.equal(await store.removeDocuments(of), 2);
      assert.deepEqual(
        (await store.listDocuments('canary-execution', { applications: ['shop'] })).map(({ id }) => id),
        ['unfinished', 'new'],
      );
      assert.deepEqual(await store.listDocuments('metric-set-list'), []);
      assert.equal((await store.listDocuments('canary-config')).length, 1);
      assert.equal(await store.addDocument(document('old')), true, 'the id is free again');
    });

    it('go a few at a time', async () => {
      for (const id of ['1', '2', '3']) await store.addDocument(document(id));
      const removed = [2, 2, 2].map((limit) => () => store.removeDocuments({ ...of, limit }));
      assert.deepEqual([await removed[0]!(), await removed[1]!(), await removed[2]!()], [2, 1, 0]);
    });
  });

  it('gives space back until there is none', async () => {
    await start('a', 50);
    await walk({ ...FOR_EVER, perAnalysis: 1 }, 100);
    let steps = 0;
    while ((await store.giveBackSpace()) && steps < 100) steps++;
    assert.equal(await store.giveBackSpace(), false);
    assert.deepEqual(await numbersOf('a'), [50]);
  });
}
