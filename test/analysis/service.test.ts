import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { MetricSource } from '../../src/analysis/ports/metric-source.ts';
import { rejudge } from '../../src/analysis/rejudge.ts';
import { SourceError } from '../../src/errors.ts';
import { MINUTE, openProgram, scriptedSource, T0 } from './program.ts';

const START = { config: 'checkout', control: { version: 'v1' }, candidate: { version: 'v2' } };
const steady = () => scriptedSource(() => 1);
/** The candidate is half as slow again from that minute on. */
const regression = (fromMinute: number) => scriptedSource((version, ms) => (version === 'v2' && ms > T0 + fromMinute * MINUTE ? 1.5 : 1));

const failing = (): MetricSource => ({
  ...steady(),
  query: async () => {
    throw new SourceError('prometheus', 'no answer', true);
  },
});

describe('an analysis', () => {
  it('looks at every interval, promotes after the minimum duration, and is finished then', async (t) => {
    const { service, runDue, setMinute } = await openProgram(t, steady());
    const { analysis, created } = await service.start(START);
    assert.ok(created);
    assert.deepEqual([analysis.status, analysis.verdict, analysis.nextSlotMs], ['running', 'continue', T0 + MINUTE]);
    setMinute(30);
    const looks = await runDue(analysis);
    assert.deepEqual(
      looks.map(({ slotMs, verdict }) => [(slotMs - T0) / MINUTE, verdict]),
      [...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((minute) => [minute, 'continue']), [10, 'promote']],
    );
    const after = await service.find(analysis.id);
    assert.deepEqual([after.status, after.verdict, after.score, after.looks, after.nextSlotMs], ['finished', 'promote', 100, 10, null]);
  });

  it('a look of a slot sees no data later than its slot, however late it runs', async (t) => {
    const { service, runDue, setMinute } = await openProgram(t, regression(5));
    const { analysis } = await service.start(START);
    setMinute(500); // down for hours
    const looks = await runDue(analysis);
    // 4 steps of 1 and then 1.5: the mean passes 0.1 when two of the 1.5 are in, at minute 7 (2 * 0.5 / 7 > 0.1).
    assert.deepEqual(looks.map(({ verdict }) => verdict).lastIndexOf('continue'), 5);
    assert.deepEqual([looks.at(-1)!.verdict, looks.at(-1)!.slotMs], ['rollback', T0 + 7 * MINUTE]);
    for (const look of looks) assert.ok(look.window.endMs - look.window.stepMs <= look.slotMs);
  });

  it('a rollback sticks: later looks and questions return it unchanged', async (t) => {
    const { service, runDue, setMinute } = await openProgram(t, regression(0));
    const { analysis } = await service.start(START);
    setMinute(5);
    await runDue(analysis);
    setMinute(100);
    assert.equal((await service.look(analysis.id)).slotMs, T0 + 3 * MINUTE);
    const { analysis: found, look } = await service.verdict({ analysis: analysis.id }, 0);
    assert.deepEqual([found.verdict, look!.verdict, found.looks], ['rollback', 'rollback', 3]);
  });

  it('a failing source continues, is named, and falls to rollback only at the deadline', async (t) => {
    const { service, runDue, setMinute } = await openProgram(t, failing());
    const { analysis } = await service.start(START);
    setMinute(19);
    const looks = await runDue(analysis);
    assert.ok(looks.every(({ verdict }) => verdict === 'continue'));
    assert.equal(looks.at(-1)!.reason, 'latency: prometheus: no answer');
    setMinute(20);
    const [last] = await runDue(analysis);
    assert.deepEqual([last!.verdict, last!.final], ['rollback', true]);
    assert.match(last!.reason, /at the deadline of 20m/);
  });

  it('a source that answers in part continues until it answers in full, and says so', async (t) => {
    const source = steady();
    let answers = 0;
    const { service, runDue, setMinute } = await openProgram(t, {
      ...source,
      async query(request) {
        const reply = await source.query(request);
        // Two queries a look; at the tenth look, the first that may promote, the last of them lacks data.
        return ++answers === 20 ? { ...reply, warnings: ['a store did not answer'], isPartial: true } : reply;
      },
    });
    const { analysis } = await service.start(START);
    setMinute(30);
    const looks = await runDue(analysis);
    assert.deepEqual(
      looks.slice(-2).map(({ slotMs, verdict }) => [(slotMs - T0) / MINUTE, verdict]),
      [
        [10, 'continue'],
        [11, 'promote'],
      ],
    );
    const partial = looks.at(-2)!;
    assert.match(partial.reason, /latency: the source answered in part only/);
    assert.deepEqual(partial.metrics[0]!.warnings, ['a store did not answer']);
  });

  it('a source the server does not have is a failure of the look, not of the program', async (t) => {
    const { service, runDue, setMinute } = await openProgram(t, undefined);
    const { analysis } = await service.start(START);
    setMinute(2);
    const looks = await runDue(analysis);
    assert.match(looks.at(-1)!.reason, /latency: no source has the id "prometheus"/);
  });

  it('a bug in a source is not taken for an outage, and the slot stays due', async (t) => {
    const source = { ...steady(), query: async () => Promise.reject(new TypeError('oops')) };
    const { service, runDue, setMinute } = await openProgram(t, source);
    const { analysis } = await service.start(START);
    setMinute(2);
    await assert.rejects(runDue(analysis), /oops/);
    assert.equal((await service.find(analysis.id)).nextSlotMs, T0 + MINUTE);
  });

  it('a look cut short by the shutdown is not stored and stays due', async (t) => {
    let abort: AbortController | undefined;
    const source: MetricSource = {
      ...steady(),
      query: async ({ signal }) => {
        abort!.abort(new Error('shutting down'));
        signal.throwIfAborted();
        throw new Error('unreachable');
      },
    };
    const program = await openProgram(t, source);
    abort = program.abort;
    const { analysis } = await program.service.start(START);
    program.setMinute(1);
    await assert.rejects(program.runDue(analysis), /shutting down/);
    const after = await program.service.find(analysis.id);
    assert.deepEqual([after.looks, after.nextSlotMs], [0, T0 + MINUTE]);
  });

  it('asks both sides at the same evaluation times', async (t) => {
    const source = steady();
    const { service, runDue, setMinute } = await openProgram(t, source);
    const { analysis } = await service.start(START);
    setMinute(2);
    await runDue(analysis);
    const [control, candidate] = source.asked;
    assert.deepEqual(control!.window, candidate!.window);
    assert.deepEqual([control!.query, candidate!.query], ['latency{version="v1"}', 'latency{version="v2"}']);
  });
});

describe('start', () => {
  it('without a key is the running analysis of the same config and scopes', async (t) => {
    const { service } = await openProgram(t, steady());
    const first = await service.start(START);
    const second = await service.start(START);
    assert.deepEqual([second.analysis.id, second.created], [first.analysis.id, false]);
  });

  it("without a key, once that has ended, is a new one: last month's verdict is not this release's", async (t) => {
    const { service, runDue, setMinute } = await openProgram(t, steady());
    const first = await service.start(START);
    setMinute(15);
    await runDue(first.analysis);
    const second = await service.start(START);
    assert.notEqual(second.analysis.id, first.analysis.id);
    assert.ok(second.created);
  });

  it('with a key is the same analysis for ever', async (t) => {
    const { service, runDue, setMinute } = await openProgram(t, steady());
    const first = await service.start({ ...START, key: 'run-7' });
    setMinute(15);
    await runDue(first.analysis);
    const again = await service.start({ ...START, key: 'run-7' });
    assert.deepEqual([again.analysis.id, again.created, again.analysis.verdict], [first.analysis.id, false, 'promote']);
    await assert.rejects(service.start({ ...START, candidate: { version: 'v3' }, key: 'run-7' }), { code: 'BAD_INPUT', field: 'key' });
  });

  it('many at once with one key are one', async (t) => {
    const { service } = await openProgram(t, steady());
    const started = await Promise.all(Array.from({ length: 20 }, () => service.start({ ...START, key: 'same' })));
    assert.equal(new Set(started.map(({ analysis }) => analysis.id)).size, 1);
    assert.equal(started.filter(({ created }) => created).length, 1);
  });

  const refusals = [
    { name: 'an unknown config', request: { ...START, config: 'nope' }, code: 'NOT_FOUND', message: /no config has the name "nope"/ },
    { name: 'a missing variable', request: { ...START, control: {} }, code: 'BAD_INPUT', message: /control\.version/ },
    {
      name: 'an undeclared variable',
      request: { ...START, candidate: { version: 'v2', zone: 'a' } },
      code: 'BAD_INPUT',
      message: /candidate\.zone/,
    },
    {
      name: 'a value that breaks out',
      request: { ...START, candidate: { version: 'v2"} or vector(1) #' } },
      code: 'BAD_INPUT',
      message: /candidate\.version/,
    },
    { name: 'a start a day ahead', request: { ...START, startMs: T0 + 1440 * MINUTE }, code: 'BAD_INPUT', message: /start: 2026-01-02/ },
    {
      name: 'a start of 1970',
      request: { ...START, startMs: 0 },
      code: 'BAD_INPUT',
      message: /start: 1970-01-01T00:00:00.000Z is over 400 days ago/,
    },
    { name: 'a key that is no text', request: { ...START, key: 'a\ud800' }, code: 'BAD_INPUT', message: /key: is no well-formed text/ },
    {
      name: 'a candidate that is the control',
      request: { ...START, candidate: START.control },
      code: 'BAD_INPUT',
      message: /candidate: is the control itself/,
    },
    { name: 'an empty key', request: { ...START, key: '' }, code: 'BAD_INPUT', message: /key: is empty/ },
  ];
  for (const { name, request, code, message } of refusals) {
    it(`refuses ${name} and stores nothing`, async (t) => {
      const { service } = await openProgram(t, steady());
      await assert.rejects(service.start(request), { code, message });
      assert.deepEqual((await service.list({ limit: 10 })).items, []);
    });
  }
});

describe('verdict', () => {
  it('before the first look is continue without a look', async (t) => {
    const { service } = await openProgram(t, steady());
    const { analysis } = await service.start(START);
    const answer = await service.verdict({ analysis: analysis.id });
    assert.deepEqual([answer.look, answer.analysis.verdict, answer.analysis.reason], [undefined, 'continue', 'no look yet']);
  });

  it('is of the newest analysis of a config and scopes', async (t) => {
    const { service, setMinute } = await openProgram(t, steady());
    await service.start({ ...START, key: 'one' });
    setMinute(1);
    const second = await service.start({ ...START, key: 'two' });
    assert.equal((await service.verdict(START)).analysis.id, second.analysis.id);
    await assert.rejects(service.verdict({ ...START, control: { version: 'v9' } }), {
      code: 'NOT_FOUND',
      message: /^no analysis of \S+ has the control version=v9 and the candidate version=\S+: nobody has started it$/,
    });
  });

  it('is judged afresh only when it is older than asked for', async (t) => {
    const { service, runDue, setMinute } = await openProgram(t, steady());
    const { analysis } = await service.start(START);
    setMinute(4);
    await runDue(analysis);
    setMinute(4.5);
    assert.equal((await service.verdict({ analysis: analysis.id }, MINUTE)).look!.number, 4);
    const fresh = await service.verdict({ analysis: analysis.id }, MINUTE / 4);
    assert.deepEqual([fresh.look!.number, fresh.look!.trigger, fresh.analysis.looks], [5, 'request', 5]);
    // The schedule is not moved by a look in between.
    assert.equal(fresh.analysis.nextSlotMs, T0 + 5 * MINUTE);
  });

  it('asked by many at once is judged once', async (t) => {
    const { service, setMinute } = await openProgram(t, steady());
    const { analysis } = await service.start(START);
    setMinute(4);
    const looks = await Promise.all(Array.from({ length: 10 }, () => service.look(analysis.id)));
    assert.deepEqual(new Set(looks.map(({ number }) => number)), new Set([1]));
  });
});

describe('cancel', () => {
  it('ends an analysis with its reason, leaves an ended one as it is, and no look follows', async (t) => {
    const { service, runDue, setMinute } = await openProgram(t, steady());
    const { analysis } = await service.start(START);
    const cancelled = await service.cancel(analysis.id, 'wrong build');
    assert.deepEqual([cancelled.status, cancelled.reason, cancelled.nextSlotMs], ['cancelled', 'wrong build', null]);
    assert.equal((await service.cancel(analysis.id, 'again')).reason, 'wrong build');
    setMinute(5);
    assert.deepEqual(await runDue(analysis), []);
    await assert.rejects(service.cancel('nobody', ''), { code: 'NOT_FOUND' });
  });
});

describe('rejudge', () => {
  it('of any stored look comes to the same result', async (t) => {
    const { service, runDue, setMinute, store, judges } = await openProgram(t, regression(5));
    const { analysis } = await service.start(START);
    setMinute(20);
    const looks = await runDue(analysis);
    for (const look of looks) assert.deepEqual((await rejudge({ store, judges }, analysis.id, look.slotMs)).differences, []);
  });

  it('names what a changed judge would say', async (t) => {
    const { service, runDue, setMinute, store, judges } = await openProgram(t, steady());
    const { analysis } = await service.start(START);
    setMinute(10);
    await runDue(analysis);
    const judge = judges.get('threshold')!;
    const stricter = new Map([
      [
        'threshold',
        {
          ...judge,
          judge: () => ({ classification: 'high' as const, reason: 'no', samples: { control: 1, candidate: 1 }, everyLook: true }),
        },
      ],
    ]);
    const { differences } = await rejudge({ store, judges: stricter }, analysis.id);
    assert.deepEqual(
      differences.find(({ path }) => path === 'verdict'),
      { path: 'verdict', stored: 'promote', again: 'rollback' },
    );
    await assert.rejects(rejudge({ store, judges }, analysis.id, 1), { code: 'NOT_FOUND' });
  });
});
