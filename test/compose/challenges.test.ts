import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import pino from 'pino';
import { createChallenges } from '../../src/analysis/challenge/create-challenges.ts';
import { resolveConfig } from '../../src/analysis/config/resolve-config.ts';
import { openChallenges } from '../../src/compose/challenges.ts';
import { document, openProgram, T0 } from '../analysis/program.ts';

describe('a server that starts', () => {
  const request = { config: 'checkout', control: { version: 'v1' }, candidates: { blue: { version: 'v2' }, red: { version: 'v3' } } };

  for (const { name, judges: known, started, said } of [
    { name: 'completes a challenge that was cut short', judges: 'all', started: 2, said: [] },
    {
      name: 'starts all the same where it cannot, and says so',
      judges: 'none',
      started: 0,
      said: ['a challenge could not be completed; it is left for later'],
    },
  ] as const) {
    it(name, async (t) => {
      const { store, judges, service } = await openProgram(t, undefined);
      const log: string[] = [];
      let ids = 0;
      const configs = new Map([['checkout', resolveConfig(document, judges)]]);
      const parts = { store, judges, service, configs, clock: { now: () => T0 }, newId: () => `c-${++ids}` };
      const cutShort = { ...store, createAnalysis: () => Promise.reject(new Error('killed')) };
      await assert.rejects(createChallenges({ ...parts, store: cutShort, onError: assert.fail }).start(request), /killed/);

      const logger = pino({}, { write: (line: string) => log.push(JSON.parse(line).msg) });
      const challenges = await openChallenges({ ...parts, judges: known === 'all' ? judges : new Map(), logger });
      assert.equal((await store.listAnalyses({ limit: 10 })).items.length, started);
      assert.equal((await challenges.list({ limit: 10 })).length, 1);
      assert.deepEqual(log, said);
    });
  }
});
