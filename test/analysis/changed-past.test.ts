import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rejudge } from '../../src/analysis/rejudge.ts';
import { MINUTE, openProgram, scriptedSource, T0 } from './program.ts';

const CLAUSE = 'the past changed in the source: 1 value is not what it was at 2026-01-01T00:01:00Z; judged as it is now';

describe('a look whose source says that its past changed', () => {
  it('has it among its reasons, after the one that decides, and is judged again with it', async (t) => {
    const source = scriptedSource(() => 1);
    const changed = T0 + 6 * MINUTE;
    const { service, runDue, setMinute, store, judges } = await openProgram(t, {
      ...source,
      async query(request) {
        const reply = await source.query(request);
        return request.window.endMs > changed && request.query.includes('v2') ? { ...reply, changedPast: CLAUSE } : reply;
      },
    });
    const { analysis } = await service.start({ config: 'checkout', control: { version: 'v1' }, candidate: { version: 'v2' } });
    setMinute(20);
    const looks = await runDue(analysis);
    assert.equal(looks.at(-1)!.verdict, 'promote');
    for (const look of looks) {
      const told = look.reasons.filter((reason) => reason.includes('past'));
      assert.deepEqual(told, look.window.endMs > changed ? [`latency, value of the candidate: ${CLAUSE}`] : []);
      assert.doesNotMatch(look.reason, /past/);
      const { again, differences } = await rejudge({ store, judges }, analysis.id, look.slotMs);
      assert.deepEqual([again.reasons, differences], [look.reasons, []]);
    }
  });
});
