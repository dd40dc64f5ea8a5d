import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { StoreError } from '../../../src/errors.ts';
import { classPair, NOW, STREAM, startIntake, takeText, takeValue } from './intake-under-test.ts';

const MINUTE = 60_000;
const ids = (count: number, prefix = 'r'): string[] => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

/** Time for whatever can go on to go on. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await setImmediate();
}

describe('the intake of pairs', () => {
  it('counts what comes by step and hour of its arrival', async () => {
    const { bring, setNow, store } = startIntake();
    await bring([classPair('a'), classPair('b', 'diverges')]);
    setNow(NOW + 61 * MINUTE);
    await bring([classPair('c', 'diverges')]);
    const steps = await store.findSteps(STREAM, 0, Number.POSITIVE_INFINITY);
    assert.deepEqual(
      steps.map(({ startMs, lengthMs, tally: { pairs, divergent } }) => [startMs, lengthMs, pairs, divergent]),
      [
        [NOW, MINUTE, 2, 1],
        [NOW + 61 * MINUTE, MINUTE, 1, 1],
      ],
    );
    const details = await store.findDetails(STREAM, 0, Number.POSITIVE_INFINITY);
    assert.deepEqual(
      details.map(({ startMs, lengthMs }) => [startMs, lengthMs]),
      [
        [NOW - 30 * MINUTE, 60 * MINUTE],
        [NOW + 30 * MINUTE, 60 * MINUTE],
      ],
    );
  });

  it('counts a pair once, whether it comes again in the same batch or later', async () => {
    const { bring, counted, saved } = startIntake();
    assert.deepEqual(await bring([classPair('a'), classPair('a', 'diverges'), classPair('b')]), { counted: 2, known: 1 });
    assert.deepEqual(await bring([classPair('b', 'diverges'), classPair('c', 'diverges')]), { counted: 1, known: 1 });
    assert.deepEqual(await bring([classPair('a'), classPair('c')]), { counted: 0, known: 2 });
    const { step } = await counted();
    assert.deepEqual([step.pairs, step.divergent], [3, 1]);
    assert.deepEqual(
      saved.map(({ repeats, steps }) => [repeats, steps.reduce((sum, { tally }) => sum + tally.pairs, 0)]),
      [
        [1, 2],
        [1, 1],
        [2, 0],
      ],
      'what observers are told',
    );
  });

  it('tells each of those who share a batch what became of their own', async () => {
    const { bring, store } = startIntake();
    await bring([classPair('known-1'), classPair('known-2')]);
    const taken = await Promise.all([
      bring([classPair('x'), classPair('known-1')]),
      bring([classPair('y'), classPair('x')]),
      bring([classPair('known-2')]),
      bring([]),
    ]);
    assert.deepEqual(taken, [
      { counted: 1, known: 1 },
      { counted: 1, known: 1 },
      { counted: 0, known: 1 },
      { counted: 0, known: 0 },
    ]);
    assert.equal(store.asked.length, 3, 'one batch of all, asked again without what was known');
  });

  it('saves what many callers bring at a time as few batches', async () => {
    const { bring, store } = startIntake();
    await Promise.all(ids(100).map((id) => bring([classPair(id)])));
    assert.ok(store.asked.length <= 2, `${store.asked.length} batches`);
  });

  it('saves a full batch at once, and gathers the next one meanwhile', async () => {
    const { bring, store, counted } = startIntake();
    const { promise, resolve } = Promise.withResolvers<void>();
    store.before = () => promise;
    const all = bring(ids(80_000).map((id) => classPair(id)));
    while (store.asked.length === 0) await setImmediate();
    await turns(50);
    assert.equal(store.asked.length, 1, 'one at a time');
    assert.equal(store.asked[0]!.ids.length, 32_768);
    resolve();
    assert.deepEqual(await all, { counted: 80_000, known: 0 });
    assert.equal((await counted()).step.pairs, 80_000);
  });

  it('holds callers back while it has too much in hand', async () => {
    const { intake, store } = startIntake({ maxPairBytes: 1_000_000 });
    const { promise, resolve } = Promise.withResolvers<void>();
    store.before = () => promise;
    const text = 'x'.repeat(900_000);
    let brought = 0;
    const callers = ids(20).map(async (candidate) => {
      const taking = intake.begin({ config: 'models', candidate }, 'pairs');
      for (const id of ids(20, candidate)) {
        takeValue(taking, { id, control: text, candidate: text });
        brought++;
        for (let wait = taking.room(); wait !== undefined; wait = taking.room()) await wait;
      }
      return taking.end();
    });
    for (let before = -1; before < brought; await turns(50)) before = brought;
    // 64 MiB of texts of 1.8 MB, and one more of each caller at most.
    assert.ok(brought <= 38 + 20, `${brought} texts are in memory`);
    resolve();
    const taken = await Promise.all(callers);
    assert.deepEqual(new Set(taken.map(({ counted }) => counted)), new Set([20]));
  });

  it('acknowledges and counts nothing of what the store did not take, and counts it when it comes again', async () => {
    const { bring, store, counted, saved } = startIntake();
    store.before = async () => {
      throw new StoreError('STORE_FULL', 'the disk is full');
    };
    const taken = await Promise.allSettled([bring([classPair('a')]), bring([classPair('b', 'diverges')])]);
    for (const one of taken) assert.equal(one.status === 'rejected' && one.reason.code, 'STORE_FULL');
    assert.deepEqual([(await counted()).step.pairs, saved.length], [0, 0]);
    store.before = async () => undefined;
    assert.deepEqual(await bring([classPair('a'), classPair('b', 'diverges')]), { counted: 2, known: 0 });
    assert.equal((await counted()).step.pairs, 2);
  });

  it('stops a caller whose earlier batch failed', async () => {
    const { bring, store } = startIntake();
    store.before = async () => {
      throw new StoreError('STORE_FULL', 'the disk is full');
    };
    await assert.rejects(bring(ids(100_000).map((id) => classPair(id))), { code: 'STORE_FULL' });
    assert.ok(store.asked.length < 5);
  });

  it('acknowledges no pair that another caller was first to bring, in a batch that failed', async () => {
    const { intake, store } = startIntake();
    const [first, second] = [intake.begin(STREAM, 'pairs'), intake.begin(STREAM, 'pairs')];
    store.before = async () => {
      store.before = async () => undefined;
      throw new StoreError('STORE_LOCKED', 'it is locked');
    };
    takeValue(first, classPair('a'));
    takeValue(second, classPair('a'));
    await assert.rejects(first.end(), { code: 'STORE_LOCKED' });
    takeValue(second, classPair('b'));
    await assert.rejects(second.end(), { code: 'STORE_LOCKED' });
  });

  it('leaves out a text that is no pair, and goes on', async () => {
    const { intake } = startIntake();
    const taking = intake.begin(STREAM, 'pairs');
    takeValue(taking, classPair('a'));
    assert.throws(() => takeText(taking, '{"id":"b","control":"private words"'), {
      code: 'MALFORMED_JSON',
      message: 'the line is no JSON',
    });
    assert.throws(() => takeText(taking, '{"id":"b","control":1}'), { code: 'BAD_INPUT', field: 'candidate' });
    takeValue(taking, classPair('c'));
    assert.deepEqual(await taking.end(), { counted: 2, known: 0 });
  });

  it('ends what is in hand when it is stopped', async () => {
    const { intake, counted } = startIntake();
    const taking = intake.begin(STREAM, 'pairs');
    takeValue(taking, classPair('a'));
    await intake.stop();
    assert.equal((await counted()).step.pairs, 1);
    await intake.stop();
  });

  it('refuses what names no config, or one without a comparison', () => {
    const { intake } = startIntake();
    assert.throws(() => intake.begin({ config: 'other', candidate: 'v2' }, 'pairs'), { code: 'NOT_FOUND' });
  });

  it('refuses more candidates than there can be', () => {
    const { intake } = startIntake();
    for (const candidate of ids(1_000)) intake.begin({ config: 'models', candidate }, 'control');
    assert.throws(() => intake.begin({ config: 'models', candidate: 'one more' }, 'pairs'), { code: 'BAD_INPUT', field: 'candidate' });
    intake.begin({ config: 'models', candidate: 'r7' }, 'population');
  });

  it('counts heartbeats apart, each once', async () => {
    const { bring, counted } = startIntake({ heartbeat: { prefix: 'beat-', every: '1m', expect: 'diverge' } });
    const beats = [classPair('beat-1', 'diverges'), classPair('beat-2'), classPair('beat-1', 'diverges')];
    assert.deepEqual(await bring([...beats, classPair('a')]), { counted: 3, known: 1 });
    const { step } = await counted();
    assert.deepEqual([step.heartbeats, step.pairs, step.divergent], [{ right: 1, wrong: 1 }, 1, 0]);
  });

  it('counts the features of all traffic, also of requests whose pair is counted', async () => {
    const { bring, counted } = startIntake();
    const requests = ids(3).map((id) => ({ id, features: { locale: 'de' } }));
    assert.deepEqual(await bring([...requests, requests[0]], 'population'), { counted: 3, known: 1 });
    assert.deepEqual(await bring([classPair('r0')]), { counted: 1, known: 0 });
    const { step, detail } = await counted();
    assert.deepEqual([step.pairs, detail.population.locale?.labels.de], [1, [3, 0]]);
  });

  it('keeps samples: the divergent ones, redacted, as many a day as are wanted', async () => {
    const { bring, store, setNow, counted } = startIntake({
      samples: { perDay: 3 },
      segment: 'locale',
      redact: { paths: ['/name'], patterns: ['[0-9]{4,}'] },
    });
    const pair = (id: string, classes: readonly string[]): unknown => {
      const [control, candidate] = classes.map((name) => ({ class: name, name: 'Ada', note: 'call 012345' }));
      return { id, control, candidate, features: { locale: 'de', phone: '555012' } };
    };
    await bring(ids(2).map((id) => pair(id, ['cat', 'dog'])));
    await bring(ids(5, 's').map((id) => pair(id, ['cat', 'dog'])));
    await bring([pair('agrees', ['cat', 'cat'])]);
    assert.deepEqual(
      store.samples.map(({ pair: { id } }) => id),
      ['r0', 'r1', 's0'],
    );
    const [first] = store.samples;
    assert.deepEqual([first!.isDivergent, first!.similarity, first!.segment, first!.atMs], [true, 0, 'de', NOW]);
    assert.equal(first!.differences[0]!.comparator, 'class');
    assert.doesNotMatch(JSON.stringify([store.samples, await counted()]), /Ada|012345|555012/);
    setNow(NOW + 24 * 60 * MINUTE);
    await bring([pair('next day', ['cat', 'dog'])]);
    assert.equal(store.samples.length, 4);
  });

  it('keeps samples of a batch that is saved in a second try', async () => {
    const { bring, store } = startIntake({ samples: { perDay: 3 } });
    await bring([classPair('a')]);
    await bring([classPair('a'), classPair('b', 'diverges'), classPair('c', 'diverges')]);
    store.before = async () => {
      store.before = async () => undefined;
      throw new StoreError('STORE_LOCKED', 'it is locked');
    };
    await assert.rejects(bring([classPair('d', 'diverges')]), { code: 'STORE_LOCKED' });
    await bring([classPair('d', 'diverges'), classPair('e', 'diverges')]);
    assert.deepEqual(
      store.samples.map(({ pair: { id } }) => id),
      ['b', 'c', 'd'],
    );
  });

  it('lets others have the process while it counts a batch again', async () => {
    const { bring, store } = startIntake();
    await bring([classPair('r0')]);
    let others = 0;
    const goOn = async (): Promise<void> => {
      for (; others < 1_000; others++) await setImmediate();
    };
    store.before = async () => {
      store.before = async () => assert.ok(others > 100, `others had ${others} turns`);
      void goOn();
    };
    assert.deepEqual(await bring(ids(1_000).map((id) => classPair(id))), { counted: 999, known: 1 });
  });

  it('counts each pair exactly once, whoever brings it how often, whatever fails', async () => {
    const command = fc.record({ ids: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 12 }), fails: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(command, { minLength: 1, maxLength: 4 }), { maxLength: 6 }), async (rounds) => {
        const { bring, store, counted } = startIntake();
        const acknowledged = new Set<number>();
        const tried = new Set<number>();
        for (const callers of rounds) {
          store.before = async () => {
            if (callers[0]!.fails) throw new StoreError('STORE_LOCKED', 'the store is locked');
          };
          await Promise.allSettled(
            callers.map(async ({ ids: numbers }) => {
              for (const number of numbers) tried.add(number);
              await bring(numbers.map((number) => classPair(`r${number}`, number % 3 === 0 ? 'diverges' : 'agrees')));
              for (const number of numbers) acknowledged.add(number);
            }),
          );
        }
        const { step, detail } = await counted();
        const divergent = [...acknowledged].filter((number) => number % 3 === 0).length;
        assert.deepEqual([step.pairs, step.divergent], [acknowledged.size, divergent]);
        assert.equal(detail.comparators.class?.categories['cat -> dog'] ?? 0, divergent);
        assert.ok(tried.size >= acknowledged.size);
      }),
      { numRuns: 60 },
    );
  });
});
