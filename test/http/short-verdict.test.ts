import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shortened } from '../../src/http/schemas/short-verdict.ts';
import { startApp } from './app-under-test.ts';
import { sampleAnalysis } from './sample-data.ts';

const start = { config: 'shop', control: { version: 'v1' }, candidate: { version: 'v3' }, key: 'shop-v3' };

describe('form=short', () => {
  it('of a judged analysis is five fields and no more', async (t) => {
    const reply = await startApp(t).app.inject('/verdict?analysis=a-1&form=short');
    assert.equal(reply.statusCode, 200);
    assert.deepEqual(reply.json(), {
      verdict: 'continue',
      score: 71.5,
      reason: 'errors-0 is undecided; about 14 more steps',
      analysis: 'a-1',
      look: 3,
    });
  });

  it('before the first look has neither score nor look', async (t) => {
    assert.deepEqual((await startApp(t).app.inject('/verdict?analysis=a-2&form=short')).json(), {
      verdict: 'continue',
      score: null,
      reason: 'no look yet',
      analysis: 'a-2',
      look: null,
    });
  });

  it('of a start is the verdict of the new analysis, and later of the same one', async (t) => {
    const { app, service } = startApp(t);
    const post = () => app.inject({ method: 'POST', url: '/analyses?form=short', payload: start });
    const first = await post();
    assert.deepEqual(
      [first.statusCode, first.json()],
      [201, { verdict: 'continue', score: null, reason: 'no look yet', analysis: 'a-3', look: null }],
    );
    await service.look('a-3');
    const later = await post();
    assert.deepEqual([later.statusCode, later.json().analysis, later.json().look, later.json().score], [200, 'a-3', 1, 71.5]);
  });

  it('cuts a long reason, and the reply stays small', async (t) => {
    const { app, service } = startApp(t);
    service.analyses.set('a-9', sampleAnalysis({ id: 'a-9', reason: 'x'.repeat(5000) }));
    const reply = await app.inject('/verdict?analysis=a-9&form=short');
    assert.equal(reply.json().reason, `${'x'.repeat(199)}…`);
    assert.ok(reply.body.length < 400);
  });

  for (const [name, text, expected] of [
    ['as long as allowed is left alone', 'abcd', 'abcd'],
    ['one longer ends in …', 'abcde', 'abc…'],
    ['is not cut inside a character of two units', 'ab😀de', 'ab…'],
  ] as const)
    it(`a text ${name}`, () => assert.equal(shortened(text, 4), expected));

  for (const url of ['/verdict?analysis=a-1&form=long', '/verdict?analysis=a-1&form='])
    it(`${url} is refused`, async (t) => {
      const reply = await startApp(t).app.inject(url);
      assert.deepEqual([reply.statusCode, reply.json().field], [400, 'form']);
    });
});
