import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rejudge } from '../../src/analysis/rejudge.ts';
import { openProgram, scriptedSource } from './program.ts';

describe('what a look keeps of the clock of its source', () => {
  // Rounded to 10 s, so that the records of looks under one steady difference are the same and are kept once.
  const cases: readonly (readonly [aheadMs: number | undefined, said: RegExp | undefined])[] = [
    [undefined, undefined],
    [0, undefined],
    [29_999, undefined],
    [-29_999, undefined],
    [31_000, /source's clock is 30s ahead/],
    [-299_001, /source's clock is 5m behind/],
  ];
  for (const [aheadMs, said] of cases) {
    it(`${aheadMs} ms ahead: ${said ? 'is said' : 'nothing'}`, async (t) => {
      const source = { ...scriptedSource(() => 1), clockAheadMs: () => aheadMs };
      const { service, runDue, setMinute, store, judges } = await openProgram(t, source);
      const { analysis } = await service.start({ config: 'checkout', control: { version: 'v1' }, candidate: { version: 'v2' } });
      setMinute(12);
      const look = (await runDue(analysis)).at(-1)!;
      assert.equal(look.verdict, 'promote');
      const told = look.reasons.filter((reason) => reason.includes('clock'));
      assert.equal(told.length, said ? 1 : 0);
      if (said) assert.match(told[0]!, said);
      const { differences } = await rejudge({ store, judges }, analysis.id, look.slotMs);
      assert.deepEqual(differences, []);
    });
  }
});
