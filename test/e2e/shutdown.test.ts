import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { AnyDocument } from '../support/config-document.ts';
import { type HttpServer, startHttpServer } from '../support/http-server.ts';
import { type Program, startProgram, userFolder } from './program.ts';
import { MINUTE } from './shop.ts';
import { shopConfig } from './shop-config.ts';

const START = Date.UTC(2026, 2, 2, 9);

describe('a source that takes requests and never answers', () => {
  let source: HttpServer;
  let program: Program;
  let id: string;
  const user = userFolder([shopConfig('shop')]);
  before(async () => {
    source = await startHttpServer(() => undefined);
    program = await startProgram({ prometheusUrl: source.url, folder: user.folder, nowMs: START + MINUTE });
    id = await program.api.start('shop', 'v2', START);
  });
  after(async () => {
    await program?.stop(0);
    await source?.close();
    user.remove();
  });

  it('/readyz says so after three seconds', async () => {
    const { ready, checks } = await program.api.get('/readyz');
    assert.equal(ready, true);
    const { ok, message } = checks.find(({ name }: AnyDocument) => name === 'source prometheus');
    assert.deepEqual([ok, message], [false, 'no answer within 3000 ms']);
  });

  it('does not hold up the end: who waits for a look is told, and the look is left undone', async () => {
    await program.stop(0);
    await program.start();
    const asked = source.requests.length;
    const answer = program.api.ask(`/analyses/${id}/looks`, { method: 'POST' });
    void program.moveTo(START + 3 * MINUTE);
    while (source.requests.length === asked) await new Promise((resolve) => setTimeout(resolve, 5));
    await program.stop(50);
    const { status, body } = await answer;
    assert.deepEqual([status, body.code], [503, 'SHUTTING_DOWN']);
    await program.start();
    assert.deepEqual(await program.api.looks(id), []);
  });
});
