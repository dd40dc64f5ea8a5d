import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { type AnalysisChange, CHANGES } from '../../../src/analysis/outbox/analysis-change.ts';
import { MINUTE, openProgram, scriptedSource, T0 } from '../program.ts';

const channels = [
  { channel: 'chat', wants: 'changes', on: CHANGES },
  { channel: 'history', wants: 'looks' },
] as const;

/** The use cases with two channels, over a candidate that is harmful from that minute on. */
async function setUp(t: TestContext, harmfulFrom = Number.POSITIVE_INFINITY) {
  const level = (version: string, ms: number): number => (version === 'v2' && ms > T0 + harmfulFrom * MINUTE ? 2 : 1);
  const program = await openProgram(t, scriptedSource(level), channels);
  const { analysis } = await program.service.start({
    config: 'checkout',
    control: { version: 'v1' },
    candidate: { version: 'v2' },
    startMs: T0,
  });
  const moveTo = async (minute: number) => {
    program.setMinute(minute);
    await program.runDue(analysis);
  };
  const told = async (channel: string) => {
    const taken = await program.store.takeMessages(channel, { nowMs: T0 + 100 * MINUTE, leaseMs: 0, limit: 100 });
    return taken.map(({ body }) => body as unknown as AnalysisChange);
  };
  return { ...program, id: analysis.id, moveTo, told };
}

describe('what the use cases tell', () => {
  it('a promotion once, and every look to the database', async (t) => {
    const { moveTo, told, id, service } = await setUp(t);
    await moveTo(30);
    const { verdict, looks, status } = await service.find(id);
    assert.deepEqual([verdict, status], ['promote', 'finished']);
    assert.deepEqual(
      (await told('chat')).map(({ change, analysis, looks: at }) => ({ change, analysis, at })),
      [{ change: 'promote', analysis: id, at: looks }],
    );
    assert.equal((await told('history')).length, looks);
  });

  it('a rollback once, also when looks are asked for beside the schedule', async (t) => {
    const { moveTo, told, id, service } = await setUp(t, 4);
    await moveTo(2.5);
    await service.look(id);
    await service.look(id); // the same look again
    await moveTo(30);
    await service.look(id); // of an ended analysis: its last
    assert.deepEqual(
      (await told('chat')).map(({ change }) => change),
      ['rollback'],
    );
    assert.equal((await told('history')).length, (await service.find(id)).looks);
  });

  it('a cancellation once, however often it is asked for', async (t) => {
    const { moveTo, told, id, service } = await setUp(t);
    await moveTo(2);
    await service.cancel(id, 'wrong candidate');
    await service.cancel(id, 'again');
    const [change, ...others] = await told('chat');
    assert.deepEqual([change?.change, change?.reason, others.length], ['cancelled', 'wrong candidate', 0]);
  });

  it('no cancellation of what has ended', async (t) => {
    const { moveTo, told, id, service } = await setUp(t);
    await moveTo(30);
    await service.cancel(id, 'too late');
    assert.deepEqual(
      (await told('chat')).map(({ change }) => change),
      ['promote'],
    );
  });
});
