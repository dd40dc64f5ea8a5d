import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';

import type { Analysis, Look } from '../../src/model/analysis.ts';
import { type SchedulerDeps, startScheduler } from '../../src/schedule/scheduler.ts';

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
    concurrency: 2,
    ...deps,
  });
  t.after(() => made.stop(0));
  return { ...made, errors, looks };
}

const due =
  (...ids: readonly string[]) =>
  async () =>
    ids.map((id) => ({ id }) as Analysis);

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
