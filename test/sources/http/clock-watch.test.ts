import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aheadMs, openClockWatch } from '../../../src/sources/http/clock-watch.ts';
import type { Exchange } from '../../../src/sources/http/exchange.ts';

const NOON = Date.UTC(2026, 2, 2, 12);
const dateAt = (ms: number): string => new Date(ms).toUTCString(); // rounds down to a second, as servers do

describe("a server's clock against ours", () => {
  const cases: readonly { readonly name: string; readonly serverMs: number; readonly tookMs: number; readonly ahead: number }[] = [
    { name: 'agrees', serverMs: NOON, tookMs: 0, ahead: 0 },
    {
      name: 'agrees when the server answered in the same second, before we sent by its rounded date',
      serverMs: NOON + 700,
      tookMs: 5,
      ahead: 0,
    },
    { name: 'may agree when the reply took long', serverMs: NOON + 20_000, tookMs: 25_000, ahead: 0 },
    { name: 'is ahead', serverMs: NOON + 300_000, tookMs: 0, ahead: 300_000 },
    { name: 'is ahead by what the time of the reply does not explain', serverMs: NOON + 300_000, tookMs: 10_000, ahead: 290_000 },
    // Its date may stand for 999 ms more.
    { name: 'is behind', serverMs: NOON - 300_000, tookMs: 10_000, ahead: -299_001 },
  ];
  for (const { name, serverMs, tookMs, ahead } of cases) {
    it(name, () => {
      const sentMs = NOON + (serverMs % 1000);
      assert.equal(aheadMs(dateAt(serverMs), { sentMs, receivedMs: sentMs + tookMs }), ahead);
    });
  }

  for (const date of [undefined, '', 'yesterday']) {
    it(`is not known by the date ${JSON.stringify(date)}`, () =>
      assert.equal(aheadMs(date, { sentMs: NOON, receivedMs: NOON }), undefined));
  }

  it('is what the latest reply with a date said, whatever its status', async () => {
    const reply = (status: number, date?: string): Exchange => ({ kind: 'reply', status, header: () => date, body: '' });
    const exchanges: readonly (readonly [Exchange, number | undefined])[] = [
      [{ kind: 'no reply', code: 'ECONNREFUSED', message: 'connect' }, undefined],
      [reply(200), undefined],
      [reply(500, dateAt(NOON + 60_000)), 60_000],
      [reply(200), 60_000],
      [{ kind: 'too large', maxBytes: 1 }, 60_000],
      [reply(200, dateAt(NOON)), 0],
    ];
    const watch = openClockWatch(() => NOON);
    assert.equal(watch.aheadMs(), undefined);
    for (const [exchange, ahead] of exchanges) {
      assert.equal(await watch.watching(async () => exchange)(new AbortController().signal), exchange);
      assert.equal(watch.aheadMs(), ahead);
    }
  });
});
