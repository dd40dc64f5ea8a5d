import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';

import { runCli } from '../../src/cli/run-cli.ts';
import { StoreError } from '../../src/errors.ts';
import type { Judge } from '../../src/judging/judge.ts';
import { MINUTE, openProgram, scriptedSource, T0 } from '../analysis/program.ts';
import { fakeDeps } from './fake-deps.ts';
import { memoryIo } from './memory-io.ts';

const ID = 'id-1';

/** Three looks of a harmful candidate are stored; `judge` may stand in for the one that judged them. */
async function rejudge(t: TestContext, args: readonly string[], judge?: (from: Judge) => Judge) {
  const program = await openProgram(
    t,
    scriptedSource((version) => (version === 'v2' ? 0.5 : 0)),
  );
  const { analysis } = await program.service.start({
    config: 'checkout',
    control: { version: 'v1' },
    candidate: { version: 'v2' },
    startMs: T0,
  });
  program.setMinute(30);
  await program.runDue(analysis);
  const [[name, original] = []] = [...program.judges];
  const judges = new Map([[name!, judge === undefined ? original! : judge(original!)]]);
  const store = { ...program.store, close: async () => undefined };
  const io = memoryIo();
  const status = await runCli(['rejudge', ...args], io, fakeDeps({ openStored: async () => ({ store, judges }) }));
  return { status, io };
}

describe('serinus rejudge', () => {
  const same: readonly { readonly name: string; readonly args: readonly string[]; readonly says: RegExp }[] = [
    { name: 'the latest look', args: [ID], says: /^look 3 of id-1 at 2026-01-01T00:03:00\.000Z: the same again, rollback: / },
    { name: 'a look by number', args: [ID, '--look', '2'], says: /^look 2 of id-1 .*: the same again, continue: / },
    { name: 'a look by its slot', args: [ID, '--slot', new Date(T0 + 3 * MINUTE).toISOString()], says: /^look 3 of id-1 / },
  ];
  for (const { name, args, says } of same) {
    it(`${name} comes out the same`, async (t) => {
      const { status, io } = await rejudge(t, args);
      assert.equal(status, 0, io.err());
      assert.match(io.out(), says);
    });
  }

  const milder = (judge: Judge): Judge => ({
    ...judge,
    judge: (input, parameters) => ({ ...judge.judge(input, parameters), classification: 'pass' }),
  });

  it('prints what another judge says otherwise, and is status 1', async (t) => {
    const { status, io } = await rejudge(t, [ID], milder);
    assert.equal(status, 1);
    assert.match(io.out(), /values differ\n/);
    assert.match(io.out(), /\n {2}verdict: stored "rollback", now "continue"\n/);
    assert.match(io.out(), /\n {2}metrics\[0\]\.classification: stored "high", now "pass"\n/);
  });

  it('prints JSON', async (t) => {
    const { io } = await rejudge(t, [ID, '--json'], milder);
    const { analysis, look, same: isSame, differences } = JSON.parse(io.out());
    assert.deepEqual([analysis, look, isSame], [ID, 3, false]);
    assert.ok(differences.some((difference: { path: string }) => difference.path === 'verdict'));
  });

  const missing = [
    { name: 'no such analysis', args: ['nobody'] },
    { name: 'no such look', args: [ID, '--look', '5'] },
    { name: 'no look at that time', args: [ID, '--slot', new Date(T0 + 30_000).toISOString()] },
  ];
  for (const { name, args } of missing) {
    it(`${name} is status 64`, async (t) => {
      const { status, io } = await rejudge(t, args);
      assert.equal(status, 64);
      assert.match(io.err(), /^serinus: no (analysis|look) has the id /);
    });
  }

  it('is status 69 without a store, whose path it passes on', async () => {
    const io = memoryIo();
    const openStored = async (path: string | undefined) => {
      throw new StoreError('STORE_MISSING', `${path} is not there`);
    };
    assert.equal(await runCli(['rejudge', ID, '--store', '/nowhere.db'], io, fakeDeps({ openStored })), 69);
    assert.equal(io.err(), 'serinus: /nowhere.db is not there\n');
  });
});
