import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import type { Store } from '../../../src/analysis/ports/store.ts';
import { StoreError } from '../../../src/errors.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { bitsOf } from '../arbitrary-records.ts';
import { gaugeRecord, sampleAnalysis, sampleLook, sampleProgress, seededValues } from '../samples.ts';
import { freshPath } from '../temporary-files.ts';

const WRITER = path.join(import.meta.dirname, 'write-looks.ts');

/** Starts a writer and kills it with -9 when it has acknowledged `looks` looks; returns how many it has acknowledged in the end. */
async function writeUntilKilled(file: string, run: string, looks: number): Promise<number> {
  const child = spawn(process.execPath, [WRITER, file, run], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  let acknowledged = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== 'open') acknowledged = Number(line);
    if (acknowledged >= looks) child.kill('SIGKILL');
  }
  await closed;
  assert.equal(child.signalCode, 'SIGKILL');
  return acknowledged;
}

/** Every look up to the number is there, with its series and its message; at most one more, whose acknowledgement was cut off. */
async function assertAllThere(store: Store, run: string, acknowledged: number): Promise<void> {
  const analysis = await store.findAnalysis(run);
  assert.ok(analysis !== undefined && analysis.looks >= acknowledged && analysis.looks <= acknowledged + 1, `${analysis?.looks} looks`);
  const depth = (await store.outboxDepths()).find(({ channel }) => channel === run);
  assert.equal(depth?.messages ?? 0, analysis.looks);
  const values = seededValues(7, 5000);
  for (let number = 1; number <= analysis.looks; number++) {
    const look = sampleLook(run, number);
    const seen = values.subarray(0, number);
    assert.deepEqual(await store.findLook(run, look.slotMs), look);
    assert.deepEqual(bitsOf(await store.findRecords(run, look.slotMs)), bitsOf([gaugeRecord('latency', seen, seen)]));
  }
}

describe('kill -9 while looks are written', () => {
  it('loses no acknowledged look and leaves nothing half done, however often it comes', async () => {
    const file = freshPath();
    const killedAt = [1, 17, 64, 130, 300];
    const acknowledged: number[] = [];
    for (const [round, looks] of killedAt.entries()) {
      acknowledged.push(await writeUntilKilled(file, `run-${round}`, looks));
      const store = await openSqliteStore({ path: file });
      for (const [earlier, count] of acknowledged.entries()) await assertAllThere(store, `run-${earlier}`, count);
      await store.close();
    }
  });
});

describe('one writer a file', () => {
  const locked = (error: unknown): boolean => error instanceof StoreError && error.code === 'STORE_LOCKED';
  const startWriter = async (file: string): Promise<ChildProcess> => {
    const child = spawn(process.execPath, [WRITER, file, 'run'], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    return child;
  };

  it('keeps another process out until the first is killed', async () => {
    const file = freshPath();
    const child = await startWriter(file);
    await assert.rejects(openSqliteStore({ path: file }), (error) => locked(error) && String(error).includes(file));
    child.kill('SIGKILL');
    await once(child, 'close');
    const store = await openSqliteStore({ path: file });
    assert.ok(await store.findAnalysis('run'));
    await store.close();
  });

  it('lets a reader see what another process writes, and the reader does not keep the writer out', async () => {
    const file = freshPath();
    const child = await startWriter(file);
    const reader = await openSqliteStore({ path: file, readOnly: true });
    const lines = createInterface({ input: child.stdout! });
    let last = 0;
    for await (const line of lines) {
      last = Number(line);
      if (last >= 20) break;
    }
    assert.ok((await reader.findAnalysis('run'))!.looks >= last);
    child.kill('SIGKILL');
    await once(child, 'close');
    await reader.close();
  });

  it('holds within one process too, and ends with close', async () => {
    const file = freshPath();
    const first = await openSqliteStore({ path: file });
    await assert.rejects(openSqliteStore({ path: file }), locked);
    const look = sampleLook('a', 1);
    await first.createAnalysis(sampleAnalysis('a'));
    assert.equal(await first.saveLook(look, [], sampleProgress(look)), true);
    await first.close();
    const second = await openSqliteStore({ path: file });
    assert.deepEqual(await second.findLook('a'), look);
    await second.close();
  });
});
