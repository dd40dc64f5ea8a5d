import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import type { Store } from '../../../src/analysis/ports/store.ts';
import { StoreError } from '../../../src/errors.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { missing } from '../../support/debian.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres.ts';
import { bitsOf } from '../arbitrary-records.ts';
import { sampleMessage } from '../contract/outbox.ts';
import { gaugeRecord, sampleAnalysis, sampleLook, sampleProgress, seededValues } from '../samples.ts';

const WRITER = path.join(import.meta.dirname, 'write-looks.ts');
const VALUES = seededValues(7, 5000);

/** Every look up to the number is there, with its series and its message; at most one more, whose acknowledgement was cut off. */
async function assertAllThere(store: Store, run: string, acknowledged: number): Promise<void> {
  const analysis = await store.findAnalysis(run);
  assert.ok(analysis !== undefined && analysis.looks >= acknowledged && analysis.looks <= acknowledged + 1, `${analysis?.looks} looks`);
  assert.equal((await store.outboxDepths()).find(({ channel }) => channel === run)?.messages ?? 0, analysis.looks);
  for (let number = 1; number <= analysis.looks; number++) {
    const look = sampleLook(run, number);
    const seen = VALUES.subarray(0, number);
    assert.deepEqual(await store.findLook(run, look.slotMs), look);
    assert.deepEqual(bitsOf(await store.findRecords(run, look.slotMs)), bitsOf([gaugeRecord('latency', seen, seen)]));
  }
}

/** The look after so many others. */
function saveNext(store: Store, run: string, looks: number): Promise<boolean> {
  const look = sampleLook(run, looks + 1);
  const seen = VALUES.subarray(0, look.number);
  const message = sampleMessage(String(look.number), { channel: run });
  return store.saveLook(look, [gaugeRecord('latency', seen, seen)], sampleProgress(look), [message]);
}

describe('kill -9 while looks are written to PostgreSQL', { skip: missing('postgresql') }, () => {
  let server: PostgresServer;
  let url: string;
  before(async () => {
    server = await startPostgres();
    url = await server.newDatabase();
  });
  after(() => server.stop());

  it('of the writer loses no acknowledged look and leaves nothing half done, nor a lock', async () => {
    const acknowledged: number[] = [];
    for (const [round, looks] of [1, 17, 70].entries()) {
      const child = spawn(process.execPath, [WRITER, `run-${round}`], { env: { STORE_URL: url }, stdio: ['ignore', 'pipe', 'inherit'] });
      const closed = once(child, 'close');
      let last = 0;
      for await (const line of createInterface({ input: child.stdout })) {
        last = Number(line);
        if (last >= looks) child.kill('SIGKILL');
      }
      await closed;
      assert.equal(child.signalCode, 'SIGKILL');
      acknowledged.push(last);
      const store = await openPostgresStore({ url, statementTimeoutMs: 5_000 });
      for (const [earlier, count] of acknowledged.entries()) await assertAllThere(store, `run-${earlier}`, count);
      // What the dead one had locked is free.
      const { looks: kept } = (await store.findAnalysis(`run-${round}`))!;
      assert.equal(await saveNext(store, `run-${round}`, kept), true);
      acknowledged[round] = kept + 1;
      await store.close();
    }
  });

  it('of the server loses no acknowledged look, and the writer goes on when it is back', async () => {
    const store = await openPostgresStore({ url });
    await store.createAnalysis(sampleAnalysis('of-the-server'));
    let acknowledged = 0;
    for (const killAt of [3, 40, 75]) {
      const killing = { ended: false };
      for (;;) {
        if (acknowledged === killAt && !killing.ended) {
          killing.ended = true;
          // Not waited for: the next look is under way when it dies.
          void server.kill();
        }
        try {
          assert.equal(await saveNext(store, 'of-the-server', acknowledged), true);
          acknowledged++;
        } catch (error) {
          assert.ok(error instanceof StoreError && /^STORE_(UNAVAILABLE|UNCERTAIN)$/.test(error.code), String(error));
          break;
        }
      }
      await server.kill();
      await server.restart();
      await assertAllThere(store, 'of-the-server', acknowledged);
      acknowledged = (await store.findAnalysis('of-the-server'))?.looks ?? 0;
    }
    assert.ok(acknowledged >= 75);
    await store.close();
  });
});
