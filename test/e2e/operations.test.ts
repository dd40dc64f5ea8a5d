import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { missing } from '../support/debian.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { openMetrics } from '../support/samples.ts';
import type { RunningServer } from '../support/server-process.ts';
import { post } from './api.ts';
import { type Program, startProgram, userFolder } from './program.ts';
import { MINUTE, shopSeries } from './shop.ts';
import { shopConfig } from './shop-config.ts';

const T0 = Date.UTC(2026, 2, 2, 9);
const START = T0 + 5 * MINUTE;
const V2 = { control: { version: 'v1' }, candidate: { version: 'v2' } };
const V3 = { control: { version: 'v1' }, candidate: { version: 'v3' } };

describe('analyses as a pipeline drives them, on a real Prometheus', { skip: missing('prometheus') }, () => {
  let prometheus: RunningServer;
  let program: Program;
  // Promotes nothing within the two hours, so that what runs goes on running.
  const user = userFolder([shopConfig('shop'), shopConfig('long', { duration: { min: '3h', max: '4h' } })]);
  before(async () => {
    prometheus = await startPrometheus({ blocks: openMetrics(shopSeries(T0)) });
    program = await startProgram({ prometheusUrl: prometheus.url, folder: user.folder, nowMs: START });
  });
  after(async () => {
    await program?.stop();
    await prometheus?.stop();
    user.remove();
  });
  const startedWith = async (body: object) => {
    const { status, body: analysis } = await program.api.ask('/analyses', post(body));
    return { status, id: analysis.id };
  };

  it('a start that is sent again is the same analysis, with a key and without', async () => {
    const keyed = { config: 'long', ...V2, key: 'deploy-17' };
    const first = await startedWith(keyed);
    assert.equal(first.status, 201);
    assert.deepEqual(await startedWith(keyed), { status: 200, id: first.id });
    assert.deepEqual(await startedWith({ config: 'long', ...V2 }), { status: 200, id: first.id });
    const { status, body } = await program.api.ask('/analyses', post({ ...keyed, ...V3 }));
    assert.deepEqual([status, body.field], [400, 'key']);
  });

  it('looks on request fall between the scheduled ones and move none of them', async () => {
    const id = await program.api.start('long', 'v3', START - 1);
    await program.moveTo(START + 21 * MINUTE);
    const { status, body: look } = await program.api.ask(`/analyses/${id}/looks`, { method: 'POST' });
    assert.deepEqual([status, look.trigger, Date.parse(look.slot)], [200, 'request', START + 21 * MINUTE]);
    const again = await program.api.ask(`/analyses/${id}/looks`, { method: 'POST' });
    assert.deepEqual(again.body, look, 'twice at one moment is one look');
    assert.equal(Date.parse((await program.api.get(`/analyses/${id}`)).nextSlot), START - 1 + 22 * MINUTE);
  });

  it('a cancelled analysis says so and is looked at no more', async () => {
    const id = await program.api.start('long', 'v5', START);
    await program.moveTo(START + 24 * MINUTE);
    const looks = await program.api.looks(id);
    const { status, body } = await program.api.ask(`/analyses/${id}?reason=superseded`, { method: 'DELETE' });
    assert.deepEqual([status, body.status, body.reason, body.nextSlot], [200, 'cancelled', 'superseded', null]);
    await program.moveTo(START + 40 * MINUTE);
    assert.deepEqual(await program.api.looks(id), looks);
  });

  it('a rollback stays one, whatever is asked of it afterwards', async () => {
    const id = await program.api.start('shop', 'v3', START);
    await program.moveTo(START + 60 * MINUTE);
    const verdict = await program.api.verdict(id);
    assert.equal(verdict.verdict, 'rollback');
    await program.moveTo(START + 100 * MINUTE);
    assert.deepEqual(await program.api.get(`/verdict?analysis=${id}&maxAge=0s`), verdict);
    const { body: look } = await program.api.ask(`/analyses/${id}/looks`, { method: 'POST' });
    assert.deepEqual([look.verdict, look.number], ['rollback', verdict.look]);
    await program.api.ask(`/analyses/${id}`, { method: 'DELETE' });
    assert.deepEqual(await program.api.verdict(id), verdict);
  });

  it('the verdict is found by config and scopes as well, and the metrics of the server count the looks', async () => {
    const { verdict } = await program.api.get('/verdict?config=shop&control=version=v1&candidate=version=v3');
    assert.equal(verdict, 'rollback');
    const text = await (await fetch(`${program.api.url}/metrics`)).text();
    assert.match(text, /^serinus_looks_total\{verdict="rollback",trigger="schedule"\} [1-9]/m);
    assert.match(text, /^serinus_looks_total\{verdict="continue",trigger="request"\} 1$/m);
  });
});
