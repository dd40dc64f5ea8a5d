import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Overload, watchLoad } from '../../src/http/load.ts';

/** Keeps the event loop from turning for so long. */
function block(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

describe('the load of the process', { timeout: 60_000 }, () => {
  it('is too much while the event loop is behind, and is said when that begins and ends', async (t) => {
    const changes: (Overload | undefined)[] = [];
    const load = watchLoad({ maxDelayMs: 60 }, (overload) => changes.push(overload));
    t.after(() => load.stop());
    assert.equal(load.overload(), undefined);
    while (load.overload() !== 'delay') {
      block(120);
      await sleep(0);
    }
    while (load.overload() !== undefined) await sleep(50);
    assert.deepEqual(changes.slice(0, 2), ['delay', undefined]);
  });

  it('is not too much because of one long pause', async (t) => {
    const changes: (Overload | undefined)[] = [];
    // The mean of a second with one pause of 600 ms is far below half a second, however slow the machine is otherwise.
    const load = watchLoad({ maxDelayMs: 500 }, (overload) => changes.push(overload));
    t.after(() => load.stop());
    await sleep(600);
    block(600);
    await sleep(1_500);
    assert.deepEqual(changes, []);
  });

  it('is too much when the memory is nearly used up', async (t) => {
    const load = watchLoad({ maxDelayMs: 60_000, maxMemoryBytes: 1 }, () => undefined);
    t.after(() => load.stop());
    while (load.overload() === undefined) await sleep(20);
    assert.equal(load.overload(), 'memory');
  });
});
