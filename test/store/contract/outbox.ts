import assert from 'node:assert/strict';
import { afterEach, beforeEach, it } from 'node:test';
import type { NewMessage } from '../../../src/analysis/ports/outbox.ts';
import type { Store } from '../../../src/analysis/ports/store.ts';
import { addLooks, sampleAnalysis, sampleLook, sampleProgress, T0 } from '../samples.ts';

export function sampleMessage(id: string, changes: Partial<NewMessage> = {}): NewMessage {
  return {
    id,
    channel: 'chat',
    kind: 'change',
    body: { verdict: 'rollback', score: 0.1 + 0.2, words: 'é "<' },
    createdAtMs: T0,
    ...changes,
  };
}

/** What any Store must do with messages. `open` gives an empty one for each test. */
export function outboxContract(open: () => Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await open();
    await store.createAnalysis(sampleAnalysis('a'));
  });
  afterEach(() => store.close());

  const add = async (...messages: readonly NewMessage[]): Promise<void> => {
    const look = sampleLook('a', ((await store.findAnalysis('a'))?.looks ?? 0) + 1);
    assert.equal(await store.saveLook(look, [], sampleProgress(look), messages), true);
  };
  const take = (nowMs: number, { channel = 'chat', limit = 10, leaseMs = 1000 } = {}) =>
    store.takeMessages(channel, { nowMs, leaseMs, limit });
  const ids = async (taken: ReturnType<typeof take>): Promise<string[]> => (await taken).map(({ id }) => id);

  it('gives a message of a look as it was added, with the number of the attempt', async () => {
    const message = sampleMessage('1');
    await add(message);
    assert.deepEqual(await take(T0), [{ ...message, attempts: 1 }]);
    assert.deepEqual(await take(T0 + 1000), [{ ...message, attempts: 2 }]);
  });

  it('adds those of an end with the end, and none of an end that did not happen', async () => {
    const end = { status: 'cancelled', reason: 'by hand', endedAtMs: T0 } as const;
    assert.equal(await store.endAnalysis('a', end, [sampleMessage('end')]), true);
    assert.equal(await store.endAnalysis('a', end, [sampleMessage('again')]), false);
    assert.deepEqual(await ids(take(T0)), ['end']);
  });

  it('adds those of a document with the document, and none of one that was there', async () => {
    const document = { kind: 'divergence-report', id: 'r', applications: [], createdAtMs: T0, updatedAtMs: T0, body: 0 } as const;
    assert.equal(await store.addDocument(document, [sampleMessage('made')]), true);
    assert.equal(await store.addDocument(document, [sampleMessage('again')]), false);
    assert.deepEqual(await ids(take(T0)), ['made']);
  });

  it('adds none of a look that was not saved', async () => {
    await addLooks(store, 'a', 1);
    const second = sampleLook('a', 1);
    assert.equal(await store.saveLook(second, [], sampleProgress(second), [sampleMessage('of a taken slot')]), false);
    const unknown = sampleLook('nobody', 1);
    assert.equal(await store.saveLook(unknown, [], sampleProgress(unknown), [sampleMessage('of nobody')]), false);
    assert.deepEqual(await store.outboxDepths(), []);
  });

  it('keeps the first of two messages of one channel and id', async () => {
    await add(sampleMessage('1', { body: 'first' }));
    await add(sampleMessage('1', { body: 'second' }), sampleMessage('1', { channel: 'hook', body: 'of another channel' }));
    assert.deepEqual(
      (await take(T0)).map(({ body }) => body),
      ['first'],
    );
    assert.deepEqual(
      (await take(T0, { channel: 'hook' })).map(({ body }) => body),
      ['of another channel'],
    );
  });

  it('gives the oldest first, those of one moment in the order they were added, no more than asked for', async () => {
    await add(sampleMessage('late', { createdAtMs: T0 + 5 }), sampleMessage('b'), sampleMessage('a'));
    await add(sampleMessage('early', { createdAtMs: T0 - 5 }));
    assert.deepEqual(await ids(take(T0 + 5, { limit: 3 })), ['early', 'b', 'a']);
    assert.deepEqual(await ids(take(T0 + 5, { limit: 3 })), ['late']);
  });

  it('gives nothing before it is due, and nothing that another has until the lease is over', async () => {
    await add(sampleMessage('1', { createdAtMs: T0 + 10 }));
    assert.deepEqual(await ids(take(T0 + 9)), []);
    assert.deepEqual(await ids(take(T0 + 10, { leaseMs: 50 })), ['1']);
    assert.deepEqual(await ids(take(T0 + 59)), []);
    assert.deepEqual(await ids(take(T0 + 60)), ['1']);
  });

  it('gives each of many to one taker only', async () => {
    await add(...Array.from({ length: 40 }, (_, i) => sampleMessage(`${i}`)));
    const taken = await Promise.all(Array.from({ length: 8 }, () => ids(take(T0, { limit: 7 }))));
    assert.equal(taken.flat().length, 40);
    assert.equal(new Set(taken.flat()).size, 40);
  });

  it('gives what was put off at its time, and what was removed never again', async () => {
    await add(sampleMessage('1'), sampleMessage('2'), sampleMessage('3'));
    await take(T0, { leaseMs: 1 });
    await store.putOffMessages('chat', [
      { id: '1', nextAttemptMs: T0 + 100 },
      { id: 'unknown', nextAttemptMs: T0 },
    ]);
    await store.removeMessages('chat', ['2', 'unknown']);
    await store.removeMessages('hook', ['3']);
    assert.deepEqual(await ids(take(T0 + 99, { leaseMs: 1000 })), ['3']);
    assert.deepEqual(await take(T0 + 100), [{ ...sampleMessage('1'), attempts: 2 }]);
  });

  it('discards what is old and of no channel that is left', async () => {
    await add(sampleMessage('1'), sampleMessage('2', { channel: 'gone' }), sampleMessage('3', { channel: 'gone', createdAtMs: T0 + 9 }));
    assert.equal(await store.discardMessages({ channelsBut: ['chat', 'none'], createdBeforeMs: T0 + 9 }), 1);
    assert.deepEqual(await store.outboxDepths(), [
      { channel: 'chat', messages: 1, oldestCreatedAtMs: T0 },
      { channel: 'gone', messages: 1, oldestCreatedAtMs: T0 + 9 },
    ]);
    assert.equal(await store.discardMessages({ channelsBut: [], createdBeforeMs: T0 + 100 }), 2);
  });

  it('counts what waits and what is under way', async () => {
    await add(sampleMessage('2', { createdAtMs: T0 + 3 }), sampleMessage('1', { createdAtMs: T0 + 1 }));
    await take(T0 + 2);
    assert.deepEqual(await store.outboxDepths(), [{ channel: 'chat', messages: 2, oldestCreatedAtMs: T0 + 1 }]);
  });
}
