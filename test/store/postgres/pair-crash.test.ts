import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { StoreError } from '../../../src/errors.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { missing } from '../../support/debian.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres.ts';
import { killPairWriter } from '../kill-pair-writer.ts';
import { assertCountedOnce, numberedBatch } from '../numbered-batches.ts';

const SIZE = 300;

describe('kill -9 while pairs are counted in PostgreSQL', { skip: missing('postgresql') }, () => {
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server.stop());

  it('of the writer counts every acknowledged pair once', async () => {
    const url = await server.newDatabase();
    let batches = 0;
    for (const killAt of [1, 6, 20]) {
      const acknowledged = await killPairWriter(url, { first: batches, size: SIZE, killAt: Math.max(killAt, batches + 1) });
      const store = await openPostgresStore({ url, statementTimeoutMs: 5_000 });
      batches = await assertCountedOnce(store, acknowledged, SIZE);
      await store.close();
    }
  });

  it('of the server counts every acknowledged pair once, and the writer goes on when it is back', async () => {
    const url = await server.newDatabase();
    const store = await openPostgresStore({ url });
    let batches = 0;
    for (const killAt of [3, 12]) {
      for (;;) {
        // Not waited for: the next batch is under way when it dies.
        if (batches === killAt) void server.kill();
        try {
          assert.deepEqual(await store.savePairs(numberedBatch(batches, SIZE)), { saved: true });
          batches++;
        } catch (error) {
          assert.ok(error instanceof StoreError && error.code === 'STORE_UNAVAILABLE', String(error));
          break;
        }
      }
      await server.kill();
      await server.restart();
      batches = await assertCountedOnce(store, batches, SIZE);
    }
    assert.ok(batches >= 12);
    await store.close();
  });
});
