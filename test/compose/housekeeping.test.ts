import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pino } from 'pino';
import { openHousekeeping } from '../../src/compose/housekeeping.ts';
import { retentionSettings } from '../../src/config/retention-settings.ts';
import { StoreError } from '../../src/errors.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { addLooks, sampleAnalysis, T0 } from '../store/samples.ts';

const DAY = 86_400_000;

describe('housekeeping of the server', () => {
  const open = async () => {
    const store = await openSqliteStore({ path: ':memory:' });
    const lines: { readonly level: number; readonly looks?: number; readonly msg: string }[] = [];
    const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
    const parts = { store, logger, clock: { now: () => T0 + 100 * DAY }, rules: retentionSettings() };
    return { store, lines, parts };
  };

  it('removes by the rules, says what, and has nothing to say when there was nothing', async () => {
    const { store, lines, parts } = await open();
    await store.createAnalysis(sampleAnalysis('a'));
    await addLooks(store, 'a', 3);
    const housekeeping = openHousekeeping(parts);
    await housekeeping.tick();
    await housekeeping.tick();
    await housekeeping.stop();
    assert.deepEqual(
      lines.map(({ level, looks, msg }) => ({ level, looks, msg })),
      [{ level: 30, looks: 2, msg: 'removed what is no longer kept' }],
    );
    assert.equal((await store.findLook('a'))?.number, 3);
    await store.close();
  });

  it('tells of a store that fails, and goes on', async () => {
    const { store, lines, parts } = await open();
    const removeLooks = async () => Promise.reject(new StoreError('STORE_FULL', 'the disk is full'));
    const housekeeping = openHousekeeping({ ...parts, store: { ...store, removeLooks } });
    await housekeeping.tick();
    await housekeeping.stop();
    assert.deepEqual(
      lines.map(({ level }) => level),
      [50],
    );
    await store.close();
  });
});
