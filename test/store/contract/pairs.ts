import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import type { PairBatch } from '../../../src/analysis/ports/pair-store.ts';
import type { Store } from '../../../src/analysis/ports/store.ts';
import { HOUR_MS, STREAM, sampleBatch, sampleDetail, sampleHalf, sampleSample, sampleStep } from '../pair-samples.ts';
import { STEP_MS, T0 } from '../samples.ts';

const OTHER = { ...STREAM, candidate: 'v3' };
const FROM = T0 - 1e9;
const TO = T0 + 1e9;

/** What any Store must do with pairs. `open` gives an empty one for each test. */
export function pairsContract(open: () => Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  const save = async (batch: PairBatch): Promise<void> => assert.deepEqual(await store.savePairs(batch), { saved: true });
  const pairs = async (stream = STREAM): Promise<number> =>
    (await store.findSteps(stream, FROM, TO)).reduce((sum, { tally }) => sum + tally.pairs, 0);

  describe('counted', () => {
    it('are in the tallies of their stream, with what was there', async () => {
      await save(sampleBatch(['1', '2', '3', '4'], { steps: [sampleStep(0, 3), sampleStep(1, 1)], details: [sampleDetail(0, 4)] }));
      await save(sampleBatch(['5'], { steps: [sampleStep(1, 1)], details: [sampleDetail(0, 1)] }));
      assert.deepEqual(await store.findSteps(STREAM, FROM, TO), [sampleStep(0, 3), sampleStep(1, 2)]);
      const [detail, ...more] = await store.findDetails(STREAM, FROM, TO);
      assert.deepEqual(more, []);
      assert.deepEqual(detail, {
        ...sampleDetail(0, 5),
        tally: { ...sampleDetail(0, 5).tally, features: { locale: { numbers: {}, labels: { 'é "<': [5, 2] } } } },
      });
    });

    it('may be told of without an id, as all the traffic is', async () => {
      for (const pairs of [1, 2]) await save(sampleBatch([], { steps: [], details: [sampleDetail(0, pairs)] }));
      assert.equal((await store.findDetails(STREAM, FROM, TO))[0]?.tally.features.locale?.labels['é "<']?.[0], 3);
    });

    it('of one batch with two tallies of one time are in one', async () => {
      await save(sampleBatch(['1', '2'], { steps: [sampleStep(0, 1), sampleStep(0, 1)] }));
      assert.deepEqual(await store.findSteps(STREAM, FROM, TO), [sampleStep(0, 2)]);
    });

    it('in steps of two lengths are apart', async () => {
      const long = { ...sampleStep(0, 1), lengthMs: 5 * STEP_MS };
      await save(sampleBatch(['1', '2'], { steps: [long, sampleStep(0, 1)] }));
      assert.deepEqual(await store.findSteps(STREAM, FROM, TO), [sampleStep(0, 1), long]);
    });

    it('are found by when their step begins', async () => {
      await save(sampleBatch(['1', '2', '3'], { steps: [sampleStep(2, 1), sampleStep(0, 1), sampleStep(1, 1)] }));
      const found = await store.findSteps(STREAM, T0 + STEP_MS, T0 + 2 * STEP_MS);
      assert.deepEqual(found, [sampleStep(1, 1)]);
      assert.deepEqual(
        (await store.findSteps(STREAM, FROM, TO)).map(({ startMs }) => startMs),
        [T0, T0 + STEP_MS, T0 + 2 * STEP_MS],
      );
      assert.deepEqual(await store.findDetails(STREAM, FROM, TO), []);
      assert.deepEqual(await store.findSteps(OTHER, FROM, TO), []);
    });

    it('are not changed by what becomes of the batch', async () => {
      const tally = { ...sampleStep(0, 1).tally, errors: { A: 1 } };
      await save(sampleBatch(['1'], { steps: [{ ...sampleStep(0, 1), tally }] }));
      tally.errors.A = 100;
      await save(sampleBatch(['2'], { steps: [sampleStep(0, 1)] }));
      assert.deepEqual((await store.findSteps(STREAM, FROM, TO))[0]?.tally.errors, { A: 1 });
    });
  });

  describe('that come again', () => {
    it('are known, and nothing of their batch is saved', async () => {
      await save(sampleBatch(['1', '2']));
      const again = sampleBatch(['3', '2', '4', '1'], {
        steps: [sampleStep(7, 4)],
        details: [sampleDetail(7, 4)],
        samples: [sampleSample('3')],
      });
      await store.keepHalves(STREAM, [sampleHalf('4', 'control')]);
      assert.deepEqual(await store.savePairs(again), { saved: false, known: ['2', '1'] });
      assert.deepEqual(await store.findSteps(STREAM, FROM, TO), [sampleStep(0, 2)]);
      assert.deepEqual(await store.findDetails(STREAM, FROM, TO), []);
      assert.deepEqual((await store.listSamples(STREAM, { limit: 10 })).items, []);
      assert.deepEqual(await store.findHalves(STREAM, ['4']), [sampleHalf('4', 'control')]);
      await save(sampleBatch(['3', '4']));
      assert.equal(await pairs(), 4);
    });

    it('are known in their own stream alone', async () => {
      await save(sampleBatch(['1']));
      await save(sampleBatch(['1'], { stream: OTHER }));
      await save(sampleBatch(['1'], { stream: { config: 'checkout2', candidate: 'v2' } }));
      await save(sampleBatch(['1'], { stream: { config: 'checkou', candidate: 'tv2' } }));
      assert.deepEqual(await store.savePairs(sampleBatch(['1'], { stream: OTHER })), { saved: false, known: ['1'] });
      assert.equal(await pairs(OTHER), 1);
    });

    it('at one time are counted once', async () => {
      const ids = Array.from({ length: 50 }, (_, i) => `${i}`);
      const answers = await Promise.all(Array.from({ length: 8 }, () => store.savePairs(sampleBatch(ids))));
      assert.equal(answers.filter(({ saved }) => saved).length, 1);
      for (const answer of answers) if (!answer.saved) assert.deepEqual(answer.known, ids);
      assert.equal(await pairs(), 50);
    });

    it('are counted once, whatever is given how often in which batches', async () => {
      let run = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1 }), { maxLength: 12 }),
          async (batches) => {
            const stream = { ...STREAM, candidate: `run-${++run}` };
            const counted = new Set<string>();
            for (const batch of batches) {
              const ids = batch.map(String);
              const expected = ids.filter((id) => counted.has(id));
              const answer = await store.savePairs(sampleBatch(ids, { stream }));
              assert.deepEqual(answer, expected.length === 0 ? { saved: true } : { saved: false, known: expected });
              if (answer.saved) for (const id of ids) counted.add(id);
            }
            assert.equal(await pairs(stream), counted.size);
          },
        ),
        { seed: 20261121, numRuns: 30 },
      );
    });
  });

  describe('in halves', () => {
    const control = sampleHalf('1', 'control', { secondControl: null, features: { locale: 'de', long: true }, version: 'v1' });
    const candidate = sampleHalf('1', 'candidate', { answer: null, arrivedAtMs: T0 + 5 });

    it('wait, and are complete when both are there', async () => {
      assert.deepEqual(await store.keepHalves(STREAM, [control, sampleHalf('2', 'candidate')]), { complete: [], known: 0 });
      assert.deepEqual(await store.keepHalves(STREAM, [candidate, sampleHalf('3', 'control')]), { complete: ['1'], known: 0 });
      assert.deepEqual(await store.findHalves(STREAM, ['3', 'none', '1']), [sampleHalf('3', 'control'), control, candidate]);
      assert.deepEqual(await store.findHalves(OTHER, ['1']), []);
    });

    it('of one batch are complete at once', async () => {
      assert.deepEqual(await store.keepHalves(STREAM, [candidate, control]), { complete: ['1'], known: 0 });
      assert.deepEqual(await store.findHalves(STREAM, ['1']), [control, candidate]);
    });

    it('are kept once: the first of a side stays', async () => {
      await store.keepHalves(STREAM, [control]);
      const again = { ...control, answer: 'another' };
      assert.deepEqual(await store.keepHalves(STREAM, [again, again]), { complete: [], known: 2 });
      assert.deepEqual(await store.findHalves(STREAM, ['1']), [control]);
      await store.keepHalves(STREAM, [candidate]);
      assert.deepEqual(await store.keepHalves(STREAM, [again]), { complete: ['1'], known: 1 }, 'nobody has counted it yet');
    });

    it('are gone when their pair is counted or given up, and those that come later are not kept', async () => {
      await store.keepHalves(STREAM, [control, candidate, sampleHalf('2', 'control'), sampleHalf('3', 'control')]);
      await store.keepHalves(OTHER, [control]);
      await save(sampleBatch(['1', '2']));
      assert.deepEqual(await store.findHalves(STREAM, ['1', '2', '3']), [sampleHalf('3', 'control')]);
      assert.deepEqual(await store.findHalves(OTHER, ['1']), [control]);
      assert.deepEqual(await store.keepHalves(STREAM, [control, sampleHalf('2', 'candidate'), sampleHalf('3', 'candidate')]), {
        complete: ['3'],
        known: 2,
      });
      assert.deepEqual(await store.findHalves(STREAM, ['1', '2']), []);
    });

    it('that have waited too long are found, the oldest first, each with its other half', async () => {
      await store.keepHalves(STREAM, [
        sampleHalf('late', 'control', { arrivedAtMs: T0 + 10 }),
        sampleHalf('b', 'control', { arrivedAtMs: T0 + 2 }),
        sampleHalf('a', 'candidate', { arrivedAtMs: T0 + 20 }),
        sampleHalf('a', 'control', { arrivedAtMs: T0 + 1 }),
      ]);
      await store.keepHalves(OTHER, [sampleHalf('x', 'control', { arrivedAtMs: T0 })]);
      await store.keepHalves({ ...STREAM, config: 'search' }, [sampleHalf('y', 'control', { arrivedAtMs: T0 - 1 })]);
      const waiting = async (arrivedBeforeMs: number, limit: number, of: { readonly only?: 'complete'; readonly config?: string } = {}) =>
        (await store.waitingHalves({ config: STREAM.config, arrivedBeforeMs, limit, ...of })).map(({ stream, halves }) => [
          stream.candidate,
          halves.map(({ id, side }) => `${id} ${side}`),
        ]);
      assert.deepEqual(await waiting(T0 + 10, 10), [
        ['v3', ['x control']],
        ['v2', ['a control', 'a candidate', 'b control']],
      ]);
      assert.deepEqual(await waiting(T0 + 10, 2), [
        ['v3', ['x control']],
        ['v2', ['a control', 'a candidate']],
      ]);
      assert.deepEqual(await waiting(T0 + 10, 1), [['v3', ['x control']]]);
      assert.deepEqual(await waiting(T0, 10), []);
      assert.deepEqual(await waiting(T0, 10, { config: 'search' }), [['v2', ['y control']]]);
      assert.deepEqual(await waiting(T0 + 30, 10, { only: 'complete' }), [['v2', ['a control', 'a candidate']]]);
      assert.deepEqual(await waiting(T0 + 1, 10, { only: 'complete' }), []);
      await save(sampleBatch(['a'], { steps: [] }));
      assert.deepEqual(await waiting(T0 + 30, 10), [
        ['v3', ['x control']],
        ['v2', ['b control', 'late control']],
      ]);
      assert.deepEqual(await waiting(T0 + 30, 10, { only: 'complete' }), []);
    });
  });

  it('are listed by streams that have a step in the time', async () => {
    const streams = [
      { config: 'b', candidate: 'x' },
      { config: 'a', candidate: 'y' },
      { config: 'a', candidate: 'B' },
    ];
    for (const [i, stream] of streams.entries()) await save(sampleBatch(['1'], { stream, steps: [sampleStep(i, 1)] }));
    await save(sampleBatch(['1'], { steps: [], details: [sampleDetail(0, 1)] }));
    await store.keepHalves(OTHER, [sampleHalf('1', 'control')]);
    assert.deepEqual(await store.listStreams({ fromMs: FROM, toMs: TO }), [streams[2], streams[1], streams[0]]);
    assert.deepEqual(await store.listStreams({ config: 'a', fromMs: FROM, toMs: TO }), [streams[2], streams[1]]);
    assert.deepEqual(await store.listStreams({ fromMs: T0 + STEP_MS, toMs: T0 + 2 * STEP_MS }), [streams[1]]);
    assert.deepEqual(await store.listStreams({ config: 'none', fromMs: FROM, toMs: TO }), []);
  });

  describe('forgotten', () => {
    const none = { talliesBeforeMs: FROM, samplesBeforeMs: FROM, idsBeforeMs: FROM, limit: 100 };

    it('are those that are older, each kind by its own age, of all streams', async () => {
      for (const stream of [STREAM, OTHER])
        await save(
          sampleBatch(['1', '2'], {
            ...{ stream, steps: [sampleStep(0, 1), sampleStep(1, 1)], details: [sampleDetail(0, 1), sampleDetail(1, 1)] },
            samples: [sampleSample('1'), sampleSample('2', { atMs: T0 + 1 })],
          }),
        );
      assert.equal(await store.removePairs(none), 0);
      // Of each stream the first step and the first hour.
      assert.equal(await store.removePairs({ ...none, talliesBeforeMs: T0 + 1 }), 4);
      assert.deepEqual(await store.findSteps(STREAM, FROM, TO), [sampleStep(1, 1)]);
      assert.deepEqual(await store.findDetails(OTHER, FROM, TO), [sampleDetail(1, 1)]);
      assert.equal((await store.listSamples(STREAM, { limit: 9 })).items.length, 2);
      assert.equal(await store.removePairs({ ...none, samplesBeforeMs: T0 + 1 }), 2);
      assert.deepEqual((await store.listSamples(STREAM, { limit: 9 })).items, [sampleSample('2', { atMs: T0 + 1 })]);
      assert.deepEqual(await store.savePairs(sampleBatch(['1'])), { saved: false, known: ['1'] });
      await save(sampleBatch(['3'], { steps: [sampleStep(0, 1), sampleStep(1, 1)] }));
      assert.deepEqual(
        await store.findSteps(STREAM, FROM, TO),
        [sampleStep(0, 1), sampleStep(1, 2)],
        'nothing of what was removed is left',
      );
    });

    it('go a few at a time, until there is nothing left', async () => {
      const samples = Array.from({ length: 7 }, (_, i) => sampleSample(`${i}`));
      const steps = Array.from({ length: 7 }, (_, i) => sampleStep(i, 1));
      await save(sampleBatch(['1'], { steps, samples }));
      const old = { talliesBeforeMs: TO, samplesBeforeMs: TO, idsBeforeMs: TO, limit: 3 };
      const removed: number[] = [];
      do removed.push(await store.removePairs(old));
      while (removed.at(-1) !== 0 && removed.length < 20);
      assert.ok(Math.max(...removed) <= 3 * 3, `${removed}`);
      assert.equal(removed.at(-1), 0);
      assert.deepEqual(await store.findSteps(STREAM, FROM, TO), []);
      assert.deepEqual(await store.countSamples(STREAM, FROM, TO), {
        stored: 0,
        marks: { 'candidate-better': 0, 'control-better': 0, 'both-fine': 0, noise: 0 },
      });
    });

    it('may be counted again', async () => {
      await save(sampleBatch(['1'], { atMs: T0 }));
      await store.removePairs({ ...none, idsBeforeMs: T0 });
      assert.deepEqual(await store.savePairs(sampleBatch(['1'])), { saved: false, known: ['1'] });
      assert.equal(await store.removePairs({ ...none, idsBeforeMs: T0 + HOUR_MS }), 1);
      await save(sampleBatch(['1']));
      assert.equal(await pairs(), 2);
    });

    it('are halves that nobody has asked for as long as ids are kept', async () => {
      await store.keepHalves(STREAM, [sampleHalf('old', 'control'), sampleHalf('young', 'control', { arrivedAtMs: T0 + 1 })]);
      assert.equal(await store.removePairs({ ...none, idsBeforeMs: T0 + 1 }), 1);
      assert.deepEqual(await store.findHalves(STREAM, ['old', 'young']), [sampleHalf('young', 'control', { arrivedAtMs: T0 + 1 })]);
    });
  });
}
