import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { missing } from '../support/debian.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { openMetrics } from '../support/samples.ts';
import type { RunningServer } from '../support/server-process.ts';
import { type ServeProcess, serve } from './command-line.ts';
import { userFolder } from './program.ts';
import { MINUTE, SHOP_MINUTES, shopSeries } from './shop.ts';
import { shopConfig } from './shop-config.ts';

// Here the clock is the machine's: the shop's two hours and a half have just passed.
const T0 = Math.floor(Date.now() / MINUTE) * MINUTE - SHOP_MINUTES * MINUTE;
const START = T0 + 5 * MINUTE;
const SLOTS = 72; // of 2 minutes, from the start to now

describe('serinus serve is killed while it catches up', { skip: missing('prometheus') }, () => {
  let prometheus: RunningServer;
  let process: ServeProcess;
  const user = userFolder([shopConfig('shop'), shopConfig('long', { duration: { min: '3h', max: '4h' } })]);
  const environment = (): Record<string, string> => ({
    PROMETHEUS_URL: prometheus.url,
    SERINUS_CONFIGS: user.place('configs'),
    SERINUS_STORE: user.place('serinus.db'),
    LOG_LEVEL: 'error',
  });
  before(async () => {
    prometheus = await startPrometheus({ blocks: openMetrics(shopSeries(T0)) });
    process = await serve(environment());
  });
  after(async () => {
    await process?.kill();
    await prometheus?.stop();
    user.remove();
  });
  const until = async <T>(read: () => Promise<T>, isReached: (value: T) => boolean): Promise<T> => {
    for (;;) {
      const value = await read();
      if (isReached(value)) return value;
      await sleep(20);
    }
  };

  it('loses nothing that it had acknowledged, three times over, and catches up with what it missed', { timeout: 60_000 }, async () => {
    const long = await process.api.start('long', 'v2', START);
    const started = [long];
    for (const version of ['v3', 'v4', 'v5']) {
      const looks = await until(
        () => process.api.looks(long),
        ({ length }) => length >= started.length * 5,
      );
      const id = await process.api.start('shop', version, START);
      await process.kill(); // right after the reply
      process = await serve(environment());
      started.push(id);
      assert.deepEqual((await process.api.looks(long)).slice(0, looks.length), looks);
      for (const one of started) assert.equal((await process.api.get(`/analyses/${one}`)).id, one);
    }

    const looks = await until(
      () => process.api.looks(long),
      ({ length }) => length >= SLOTS,
    );
    assert.deepEqual(
      looks.map(({ number, slot }) => [number, Date.parse(slot)]),
      looks.map((_, i) => [i + 1, START + (i + 1) * 2 * MINUTE]),
    );
    const verdicts = await Promise.all(
      started.slice(1).map((id) =>
        until(
          () => process.api.verdict(id),
          ({ status }) => status === 'finished',
        ),
      ),
    );
    assert.deepEqual(
      verdicts.map(({ verdict }) => verdict),
      ['rollback', 'rollback', 'promote'],
    );
  });

  it('only one process has the store, and SIGTERM gives it back with status 0', async () => {
    await assert.rejects(serve(environment()), /serinus\.db has another writer/);
    assert.equal(await process.stop(), 0);
    process = await serve(environment());
    assert.equal((await process.api.get('/readyz')).ready, true);
  });
});
