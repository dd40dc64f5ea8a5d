import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';

import type { Analysis, Look } from '../../src/model/analysis.ts';
import { type SchedulerDeps, startScheduler } from '../../src/schedule/scheduler.ts';

const analysisOf = (id: string, source?: string): Analysis =>
  ({ id, nextSlotMs: 1_000, config: { spec: { ...(source !== undefined && { source }) } } }) as Analysis;
const look = (analysisId: string): Look => ({ analysisId }) as Look;

/** A scheduler whose own clock never ticks within the test: the test ticks it. */
function scheduler(t: TestContext, deps: Partial<SchedulerDeps>) {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
  const errors: unknown[] = [];
  const looks: string[] = [];
  const made = startScheduler({
    dueAnalyses: async () => [],
    runDueLook: async () => undefined,
    onError: (error) => errors.push(error),
    onLook: ({ analysisId }) => looks.push(analysisId),
    perSource: 2,
    ...deps,
  });
  t.after(() => made.stop(0));
  return { ...made, errors, looks };
}

const due =
  (...ids: readonly string[]) =>
  async () =>
    ids.map((id) => analysisOf(id));

describe('the scheduler', () => {
  it('catches up until nothing is due, analyses side by side, one look an analysis at a time', async (t) => {
    const left = new Map([
      ['a', 3],
      ['b', 1],
    ]);
    const running = new Set<string>();
    const { tick, looks } = scheduler(t, {
      dueAnalyses: due('a', 'b'),
      runDueLook: async (id) => {
        assert.ok(!running.has(id));
        running.add(id);
        await new Promise((resolve) => setImmediate(resolve));
        running.delete(id);
        const count = left.get(id)!;
        left.set(id, count - 1);
        return count > 0 ? look(id) : undefined;
      },
    });
    await Promise.all([tick(), tick()]);
    assert.deepEqual(looks.toSorted(), ['a', 'a', 'a', 'b']);
  });

  it("lets the looks of a source that hangs fill its own lane and nobody else's", async (t) => {
    const hanging = Array.from({ length: 1_000 }, (_, i) => analysisOf(`hung ${i}`, 'hung'));
    const well = Array.from({ length: 50 }, (_, i) => analysisOf(`well ${i}`));
    const left = new Set(well.map(({ id }) => id));
    let underWay = 0;
    const { tick, stop, depth, looks } = scheduler(t, {
      dueAnalyses: async (limit) => [...hanging, ...well.filter(({ id }) => left.has(id))].slice(0, limit),
      runDueLook: async (id, signal) => {
        if (id.startsWith('well')) return left.delete(id) ? look(id) : undefined;
        underWay++;
        await new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        });
        return undefined;
      },
    });
    void tick(); // Takes on those that hang: they are due longest.
    await new Promise((resolve) => setImmediate(resolve));
    void tick();
    while (left.size > 0) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(looks.toSorted(), well.map(({ id }) => id).toSorted());
    assert.equal(underWay, 2);
    assert.deepEqual(depth(), { due: 1_050, oldestSlotMs: 1_000, running: 2 });
    const stopping = stop(1);
    t.mock.timers.tick(1);
    await stopping;
  });

  it('leaves an analysis alone for longer and longer while its looks fail, and takes it up again', async (t) => {
    const tries: number[] = [];
    let ticks = 0;
    let isBroken = true;
    const { tick, errors, looks } = scheduler(t, {
      dueAnalyses: due('a'),
      runDueLook: async () => {
        tries.push(ticks);
        if (isBroken) throw new Error('store full');
        return tries.at(-2) === ticks ? undefined : look('a');
      },
    });
    for (; ticks < 60; ticks++) await tick();
    // Pauses of 2, 4, 8 and then 16 ticks between the tries.
    assert.deepEqual(tries, [0, 3, 8, 17, 34, 51]);
    assert.equal(errors.length, tries.length);
    isBroken = false;
    for (; ticks < 80; ticks++) await tick();
    assert.ok(looks.length > 1);
  });

  it('says when the store does not answer, and asks again at the next tick', async (t) => {
    let asked = 0;
    const { tick, errors } = scheduler(t, {
      dueAnalyses: async () => {
        asked++;
        throw new Error('locked');
      },
    });
    await tick();
    await tick();
    assert.deepEqual([asked, errors.length], [2, 2]);
  });

  it('when stopped, gives looks in hand their time, then aborts them', async (t) => {
    const aborted = Promise.withResolvers<unknown>();
    const { tick, stop, errors } = scheduler(t, {
      dueAnalyses: due('slow'),
      runDueLook: (_id, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            aborted.resolve(signal.reason);
            reject(signal.reason as Error);
          });
        }),
    });
    const ticking = tick();
    await new Promise((resolve) => setImmediate(resolve));
    const stopping = stop(5_000);
    await new Promise((resolve) => setImmediate(resolve));
    t.mock.timers.tick(5_000);
    assert.match(String(await aborted.promise), /shutting down/);
    await Promise.all([ticking, stopping]);
    assert.deepEqual(errors, []);
  });
});
