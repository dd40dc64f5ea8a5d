import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { MetricSource } from '../../src/analysis/ports/metric-source.ts';
import { openProgram, scriptedSource } from './program.ts';

const START = { config: 'checkout', control: { version: 'v1' }, candidate: { version: 'v2' } };
const busy = { code: 'TOO_BUSY', statusCode: 503 };

/** A source that answers when the gate opens. */
function gatedSource() {
  const gate = Promise.withResolvers<void>();
  const source = scriptedSource(() => 0);
  const query: MetricSource['query'] = async (request) => {
    await gate.promise;
    return source.query(request);
  };
  return { source: { ...source, query }, open: gate.resolve };
}

describe('looks on request', () => {
  const overloaded = async (t: TestContext) => {
    const program = await openProgram(
      t,
      scriptedSource(() => 0),
    );
    const { analysis } = await program.service.start(START);
    program.setMinute(2);
    await program.runDue(analysis);
    program.setMinute(9);
    return { program, id: analysis.id, ...program.openReplica({ isOverloaded: () => true }) };
  };

  it('are refused by a server that is too busy', async (t) => {
    const { service, id } = await overloaded(t);
    await assert.rejects(service.look(id), busy);
  });

  it('are not needed for a verdict: the latest one is told', async (t) => {
    const { service, id } = await overloaded(t);
    const { analysis, look } = await service.verdict({ analysis: id }, 0);
    assert.deepEqual([look?.number, analysis.looks, analysis.verdict], [2, 2, 'continue']);
  });

  it('are still made by the schedule', async (t) => {
    const { runDueLook, id } = await overloaded(t);
    assert.equal((await runDueLook(id))?.number, 3);
  });

  it('are so many at a time and no more', async (t) => {
    const { source, open } = gatedSource();
    const { service, setMinute } = await openProgram(t, source);
    const starts = Array.from({ length: 257 }, (_, i) => service.start({ ...START, key: `${i}` }));
    const ids = (await Promise.all(starts)).map(({ analysis }) => analysis.id);
    setMinute(5);
    const looks = ids.slice(0, 256).map((id) => service.look(id));
    await assert.rejects(service.look(ids[256]!), busy);
    assert.equal((await service.verdict({ analysis: ids[256]! }, 0)).look, undefined, 'no look yet');
    open();
    await Promise.all(looks);
    assert.equal((await service.look(ids[256]!)).number, 1, 'there is room again');
  });

  it('that waited for another one are answered by it, for it has seen all there was', async (t) => {
    const { source, open } = gatedSource();
    let now = 0;
    const program = await openProgram(t, source);
    const { analysis } = await program.service.start(START);
    // A clock that is never twice the same.
    const { service } = program.openReplica({ clock: { now: () => analysis.startMs + 300_000 + ++now } });
    const looks = Array.from({ length: 50 }, () => service.look(analysis.id));
    open();
    const numbers = new Set((await Promise.all(looks)).map(({ number }) => number));
    assert.deepEqual(numbers, new Set([1]));
  });
});
