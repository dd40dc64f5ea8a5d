import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { MetricSource } from '../../src/analysis/ports/metric-source.ts';
import { MINUTE, openProgram, scriptedSource, T0 } from './program.ts';

const START = { config: 'checkout', control: { version: 'v1' }, candidate: { version: 'v2' } };

/** A steady source that holds every reply back until the test lets it go. */
function heldSource() {
  const steady = scriptedSource(() => 1);
  const go = Promise.withResolvers<void>();
  const source: MetricSource = {
    ...steady,
    async query(request) {
      await go.promise;
      return steady.query(request);
    },
  };
  return { source, asked: steady.asked, release: () => go.resolve() };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('two processes on one store', () => {
  it('that judge the same slot at the same time store it once', async (t) => {
    const { source, release } = heldSource();
    const { service, openReplica, setMinute, store } = await openProgram(t, source);
    const { analysis } = await service.start(START);
    setMinute(1);
    const both = [openReplica(), openReplica()].map(({ runDueLook }) => runDueLook(analysis.id));
    await turn();
    release();
    const made = await Promise.all(both);
    assert.equal(made.filter((look) => look !== undefined).length, 1);
    assert.equal((await store.listLooks(analysis.id, { limit: 10 })).items.length, 1);
    assert.equal((await service.find(analysis.id)).looks, 1);
  });

  it('that are asked to judge now at the same time give one answer', async (t) => {
    const { source, asked, release } = heldSource();
    const { service, openReplica, setMinute } = await openProgram(t, source);
    const { analysis } = await service.start(START);
    setMinute(4);
    const other = openReplica().service;
    const first = service.look(analysis.id);
    await turn();
    setMinute(4.01);
    const second = other.verdict({ analysis: analysis.id }, MINUTE);
    await turn();
    release();
    const [look, answer] = await Promise.all([first, second]);
    assert.deepEqual(answer.look, look);
    assert.deepEqual([answer.analysis.looks, answer.analysis.lastSlotMs], [1, look.slotMs]);
    // Both did look, each asking both sides: the answer was chosen by the store.
    assert.equal(asked.length, 4);
  });

  it('that begin an analysis at the same moment begin one, also when one has ended before', async (t) => {
    const { service, openReplica, setMinute, store } = await openProgram(
      t,
      scriptedSource(() => 1),
    );
    const services = [service, openReplica().service, openReplica().service];
    const begin = async () => {
      const started = await Promise.all(services.map((each) => each.start(START)));
      assert.equal(started.filter(({ created }) => created).length, 1);
      const ids = new Set(started.map(({ analysis }) => analysis.id));
      assert.equal(ids.size, 1);
      return [...ids][0]!;
    };
    const first = await begin();
    await service.cancel(first, 'wrong build');
    // Even when the clock is set back, and what ended is the newest by its time.
    setMinute(-10);
    const second = await begin();
    await service.cancel(second, 'wrong build');
    const third = await begin();
    assert.equal(new Set([first, second, third]).size, 3);
    assert.equal((await store.listAnalyses({ limit: 10 })).items.length, 3);
  });

  it('one of which catches up with a slot of long ago: what is asked for now is judged now', async (t) => {
    const { source, release } = heldSource();
    const { service, openReplica, setMinute } = await openProgram(t, source);
    const { analysis } = await service.start(START);
    setMinute(8);
    const catchingUp = openReplica().runDueLook(analysis.id);
    await turn();
    const asking = service.look(analysis.id);
    await turn();
    release();
    const [caughtUp, asked] = await Promise.all([catchingUp, asking]);
    assert.deepEqual([caughtUp!.slotMs, caughtUp!.number], [T0 + MINUTE, 1]);
    assert.deepEqual([asked.slotMs, asked.number], [T0 + 8 * MINUTE, 2]);
  });

  it('one of which cancels while the other looks: the analysis has no further look', async (t) => {
    const { source, release } = heldSource();
    const { service, openReplica, setMinute, store } = await openProgram(t, source);
    const { analysis } = await service.start(START);
    setMinute(1);
    const looking = openReplica().runDueLook(analysis.id);
    await turn();
    await service.cancel(analysis.id, 'wrong build');
    release();
    assert.equal(await looking, undefined);
    assert.deepEqual((await store.listLooks(analysis.id, { limit: 10 })).items, []);
    assert.equal((await service.find(analysis.id)).status, 'cancelled');
  });
});

describe('many who ask for a fresh verdict at once', () => {
  it('are answered by one look', async (t) => {
    const source = scriptedSource(() => 1);
    const { service, setMinute } = await openProgram(t, source);
    const { analysis } = await service.start(START);
    setMinute(4);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => {
        setMinute(4 + i / 1_000); // time goes on while they ask
        return service.verdict({ analysis: analysis.id }, MINUTE);
      }),
    );
    assert.deepEqual(new Set(answers.map(({ look }) => look!.number)), new Set([1]));
    assert.equal(source.asked.length, 2);
  });
});
