import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Challenges } from '../../../src/analysis/challenge/challenges.ts';
import { type ChallengeDeps, createChallenges } from '../../../src/analysis/challenge/create-challenges.ts';
import { resolveConfig } from '../../../src/analysis/config/resolve-config.ts';
import type { Store } from '../../../src/analysis/ports/store.ts';
import type { ConfigDocument } from '../../../src/model/config-document.ts';
import { document, MINUTE, openProgram, scriptedSource, T0 } from '../program.ts';

const REQUEST = {
  config: 'checkout',
  control: { version: 'v1' },
  candidates: { blue: { version: 'v2' }, green: { version: 'v3' }, red: { version: 'v4' } },
};
const steady = scriptedSource(() => 1);

async function openChallenges(t: TestContext, source = steady) {
  const program = await openProgram(t, source);
  const { store, judges, service } = program;
  let ids = 0;
  let minute = 0;
  const errors: unknown[] = [];
  const open = (changes: Partial<ChallengeDeps> = {}): Challenges =>
    createChallenges({
      store,
      judges,
      service,
      clock: { now: () => T0 + minute * MINUTE },
      configs: new Map([['checkout', resolveConfig(document, judges)]]),
      newId: () => `c-${++ids}`,
      onError: (error) => errors.push(error),
      ...changes,
    });
  const setMinute = (to: number): void => {
    minute = to;
    program.setMinute(to);
  };
  const analyses = async () => (await store.listAnalyses({ limit: 100 })).items;
  return { ...program, open, setMinute, analyses, errors, challenges: open() };
}

describe('a challenge', () => {
  it('is an analysis of each candidate, which share the error levels', async (t) => {
    const { challenges, analyses } = await openChallenges(t);
    const { challenge, created } = await challenges.start({ ...REQUEST, startMs: T0 - MINUTE });
    assert.ok(created);
    assert.deepEqual(challenge.primary, { metric: 'latency', direction: 'increase' });
    const started = await analyses();
    assert.deepEqual(new Set(started.map(({ candidate }) => candidate.version)), new Set(['v2', 'v3', 'v4']));
    for (const analysis of started) {
      assert.deepEqual(analysis.config.spec, { ...document.spec, alpha: 0.05 / 3, promoteAlpha: 0.05 / 3 });
      assert.deepEqual([analysis.control, analysis.startMs, analysis.createdAtMs], [{ version: 'v1' }, T0 - MINUTE, T0]);
      assert.equal(analysis.configHash, challenge.configHash);
    }
  });

  it('tells how all of them stand: those that are harmful are rolled back', async (t) => {
    const source = scriptedSource((version) => (version === 'v3' ? 2 : 1));
    const { challenges, analyses, runDue, setMinute } = await openChallenges(t, source);
    const { challenge } = await challenges.start(REQUEST);
    const before = await challenges.find(challenge.id);
    assert.deepEqual([before.status, before.best], ['running', { name: null, reason: 'no candidate is promoted yet' }]);
    assert.deepEqual(
      before.contenders.map(({ name, slotMs, metrics }) => [name, slotMs, metrics.length]),
      [
        ['blue', null, 0],
        ['green', null, 0],
        ['red', null, 0],
      ],
    );
    setMinute(15);
    for (const analysis of await analyses()) await runDue(analysis);
    const { status, contenders, best } = await challenges.find(challenge.id);
    assert.equal(status, 'finished');
    assert.deepEqual(
      contenders.map(({ name, verdict, slotMs, metrics }) => [name, verdict, (slotMs! - T0) / MINUTE, metrics[0]!.classification]),
      [
        ['blue', 'promote', 10, 'pass'],
        ['green', 'rollback', 3, 'high'],
        ['red', 'promote', 10, 'pass'],
      ],
    );
    // The judge of this program gives no interval.
    assert.deepEqual(best, { name: null, reason: 'blue has no interval of latency yet' });
  });

  it('of one key is one challenge, for ever', async (t) => {
    const { challenges, analyses, setMinute, open } = await openChallenges(t);
    const first = await challenges.start({ ...REQUEST, key: 'spring' });
    setMinute(500);
    const again = await open().start({ ...REQUEST, key: 'spring' });
    assert.deepEqual([again.created, again.challenge], [false, first.challenge]);
    assert.equal((await analyses()).length, 3);
    for (const change of [{ control: { version: 'v0' } }, { candidates: { ...REQUEST.candidates, blue: { version: 'v9' } } }])
      await assert.rejects(challenges.start({ ...REQUEST, ...change, key: 'spring' }), { code: 'BAD_INPUT', field: 'key' });
    await assert.rejects(challenges.start({ ...REQUEST, primary: 'nothing', key: 'spring' }), { field: 'primary' });
  });

  it('without a key is a new one each time', async (t) => {
    const { challenges, setMinute } = await openChallenges(t);
    const first = await challenges.start(REQUEST);
    setMinute(1);
    const second = await challenges.start(REQUEST);
    assert.deepEqual(
      (await challenges.list({ limit: 10 })).map(({ id }) => id),
      [second.challenge.id, first.challenge.id],
    );
    assert.deepEqual(
      (await challenges.list({ limit: 1, offset: 1, configName: 'checkout' })).map(({ id }) => id),
      [first.challenge.id],
    );
    assert.deepEqual(await challenges.list({ limit: 10, configName: 'shop' }), []);
  });

  it('of one key that two processes begin at once is begun by one', async (t) => {
    const { open, analyses } = await openChallenges(t);
    const both = await Promise.all([open(), open()].map((challenges) => challenges.start({ ...REQUEST, key: 'twice' })));
    assert.deepEqual(both.map(({ created }) => created).sort(), [false, true]);
    assert.deepEqual(both[0]!.challenge, both[1]!.challenge);
    assert.equal((await analyses()).length, 3);
  });

  it('is cancelled with all that is running, and what has ended stays', async (t) => {
    const source = scriptedSource((version) => (version === 'v3' ? 2 : 1));
    const { challenges, analyses, runDue, setMinute } = await openChallenges(t, source);
    const { challenge } = await challenges.start(REQUEST);
    setMinute(5);
    for (const analysis of await analyses()) await runDue(analysis);
    const { status, contenders } = await challenges.cancel(challenge.id, 'enough seen');
    assert.equal(status, 'cancelled');
    assert.deepEqual(
      contenders.map(({ status: one, verdict }) => [one, verdict]),
      [
        ['cancelled', 'continue'],
        ['finished', 'rollback'],
        ['cancelled', 'continue'],
      ],
    );
    assert.equal(contenders[0]!.reason, 'enough seen');
    assert.deepEqual(await challenges.cancel(challenge.id, 'again'), await challenges.find(challenge.id));
    assert.equal((await challenges.find(challenge.id)).challenge.reason, 'enough seen');
  });

  it('that has ended is not cancelled', async (t) => {
    const { challenges, analyses, runDue, setMinute } = await openChallenges(t);
    const { challenge } = await challenges.start(REQUEST);
    setMinute(15);
    for (const analysis of await analyses()) await runDue(analysis);
    assert.equal((await challenges.cancel(challenge.id, 'late')).status, 'finished');
  });

  for (const ask of ['find', 'cancel'] as const)
    it(`that is not there cannot be asked to ${ask}`, async (t) => {
      const { challenges } = await openChallenges(t);
      await assert.rejects(challenges[ask]('none', 'because'), { code: 'NOT_FOUND', message: 'no challenge has the id "none"' });
    });
});

describe('a process that is killed', () => {
  /** The store until so many changes have been made; then the process is gone. */
  function killedAfter(store: Store, changes: number): Store {
    let left = changes;
    const changing = ['addDocument', 'replaceDocument', 'createAnalysis', 'endAnalysis'];
    return new Proxy(store, {
      get(target, name: keyof Store) {
        const method = target[name] as (...args: unknown[]) => unknown;
        if (!changing.includes(name)) return method.bind(target);
        return async (...args: unknown[]) => {
          if (left-- <= 0) throw new Error('killed');
          return method.apply(target, args);
        };
      },
    });
  }

  // The document, three analyses, and that they are started.
  for (const changes of [0, 1, 2, 3, 4, 5]) {
    it(`after ${changes} changes of a start leaves nothing, or what the next process completes`, async (t) => {
      const { open, store, analyses, errors } = await openChallenges(t);
      const dying = open({ store: killedAfter(store, changes) });
      const start = dying.start({ ...REQUEST, key: 'spring' });
      if (changes < 5) await assert.rejects(start, /killed/);
      else await start;
      const next = open();
      await next.resume();
      assert.equal((await analyses()).length, changes === 0 ? 0 : 3);
      const { created, challenge } = await next.start({ ...REQUEST, key: 'spring' });
      assert.equal(created, changes === 0);
      assert.deepEqual((await analyses()).map(({ id }) => id).sort(), challenge.candidates.map(({ analysisId }) => analysisId).sort());
      assert.deepEqual(await store.listDocuments('challenge', { statuses: ['starting'] }), []);
      assert.deepEqual(errors, []);
    });
  }

  for (const started of [1, 2, 5]) {
    it(`while cancelling one of whose start ${started} changes were made leaves nothing running once the next has begun`, async (t) => {
      const { open, store, analyses } = await openChallenges(t);
      await open({ store: killedAfter(store, started) })
        .start({ ...REQUEST, key: 'spring' })
        .catch(() => undefined);
      const [{ id } = assert.fail()] = await store.listDocuments('challenge');
      // It is marked, and then the process is gone.
      await assert.rejects(open({ store: killedAfter(store, 1) }).cancel(id, 'enough'), /killed/);
      await open().resume();
      assert.deepEqual(
        (await analyses()).map(({ status }) => status),
        ['cancelled', 'cancelled', 'cancelled'],
      );
      assert.equal((await open().find(id)).status, 'cancelled');
    });
  }

  it('leaves one that cannot be completed for later, and says so', async (t) => {
    const { open, store, errors, analyses } = await openChallenges(t);
    await assert.rejects(open({ store: killedAfter(store, 1) }).start(REQUEST), /killed/);
    await open({ judges: new Map() }).resume();
    assert.match(String(errors[0]), /threshold/);
    const [head = assert.fail()] = await store.listDocuments('challenge');
    const { status, contenders } = await open().find(head.id);
    assert.deepEqual([status, contenders[0]!.reason], ['running', 'it is being started']);
    await open().resume();
    assert.equal((await analyses()).length, 3);
  });
});

describe('what no challenge is made of', () => {
  const twins: ConfigDocument = {
    ...document,
    spec: {
      ...document.spec,
      variables: { version: {}, color: { default: 'blue' } },
      scopes: { control: 'version="${version}"', candidate: 'version="${version}"' },
    },
  };
  const cases = [
    { name: 'another config', change: { config: 'shop' }, error: { code: 'NOT_FOUND' } },
    { name: 'one candidate', change: { candidates: { blue: { version: 'v2' } } }, error: { field: 'candidates' } },
    {
      name: 'a wrong value',
      change: { candidates: { ...REQUEST.candidates, red: { version: 'V4' } } },
      error: { field: 'candidates.red.version', message: 'candidates.red.version: "V4" does not match [a-z0-9-]+' },
    },
    { name: 'no value', change: { candidates: { ...REQUEST.candidates, red: {} } }, error: { field: 'candidates.red.version' } },
    {
      name: 'the control itself',
      change: { candidates: { ...REQUEST.candidates, red: { version: 'v1' } } },
      error: { field: 'candidates.red', message: /candidates.red: is the control itself/ },
    },
    {
      name: 'one candidate twice',
      change: { candidates: { ...REQUEST.candidates, red: { version: 'v2' } } },
      error: { field: 'candidates.red', message: 'candidates.red: is blue itself: every query of checkout is the same for both' },
    },
    { name: 'a control without a value', change: { control: {} }, error: { field: 'control.version' } },
    {
      name: 'a metric that is none',
      change: { primary: 'speed' },
      error: { field: 'primary', message: 'primary: the config checkout has no metric "speed"; it has latency' },
    },
    { name: 'an old start', change: { startMs: 0 }, error: { field: 'start' } },
    { name: 'an empty key', change: { key: '' }, error: { field: 'key' } },
  ];
  for (const { name, change, error } of cases) {
    it(name, async (t) => {
      const { challenges, store } = await openChallenges(t);
      await assert.rejects(challenges.start({ ...REQUEST, ...change }), error);
      assert.deepEqual(await store.listDocuments('challenge'), []);
    });
  }

  it('values that no query uses tell nobody apart', async (t) => {
    const { open, judges } = await openChallenges(t);
    const configs = new Map([['checkout', resolveConfig(twins, judges)]]);
    const candidates = { blue: { version: 'v2' }, red: { version: 'v2', color: 'red' } };
    await assert.rejects(open({ configs }).start({ ...REQUEST, candidates }), { field: 'candidates.red' });
  });
});
