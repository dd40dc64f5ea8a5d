import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { comparedDocument } from '../support/compared-config.ts';
import { post } from './api.ts';
import { type ServeProcess, serve } from './command-line.ts';
import { userFolder } from './program.ts';

const ASK = 'config=pets&candidate=v2';
const CLIENTS = 20;

describe('serinus serve that is told to end while pairs come', { timeout: 60_000 }, () => {
  const user = userFolder([comparedDocument('pets')]);
  const environment = { SERINUS_CONFIGS: user.place('configs'), SERINUS_STORE: user.place('serinus.db'), LOG_LEVEL: 'error' };
  let process: ServeProcess | undefined;
  after(async () => {
    await process?.kill();
    user.remove();
  });

  it('answers what is in hand, ends in good order, and has counted what it acknowledged', async () => {
    process = await serve(environment);
    const { api } = process;
    let acknowledged = 0;
    const clients = Array.from({ length: CLIENTS }, async (_, client) => {
      for (let i = 0; ; i++) {
        const pair = { id: `${client}-${i}`, control: { class: 'cat' }, candidate: { class: 'cat' } };
        const response = await fetch(`${api.url}/compare?${ASK}`, post(pair)).catch(() => undefined);
        if (response === undefined) return i; // It listens no more.
        assert.deepEqual([response.status, await response.json()], [200, { counted: true }]);
        acknowledged++;
      }
    });
    while (acknowledged < 10 * CLIENTS) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(await process.stop(), 0);
    await Promise.all(clients);
    assert.equal(await process.log, '', 'nothing went wrong');

    process = await serve(environment);
    const { divergence } = await process.api.get(`/reports/divergence?${ASK}`);
    assert.equal(divergence.trials, acknowledged);
  });
});
