import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SerinusError, StoreError } from '../../../src/errors.ts';
import { startApp } from '../app-under-test.ts';
import { createFakeService } from '../fake-service.ts';
import { HOOKS, payload } from './payload.ts';
import { callWebhook } from './webhook-client.ts';

const failures = {
  'a store that is locked': new StoreError('STORE_LOCKED', 'locked'),
  'a server that is shutting down': new SerinusError('SHUTTING_DOWN', 503, 'shutting down'),
  'a caller that asks too often': new SerinusError('TOO_MANY_REQUESTS', 429, 'too many requests'),
  'a caller nobody knows': new SerinusError('UNAUTHENTICATED', 401, 'who are you'),
  'a defect': new TypeError('x is not a function'),
  'a thing thrown that is no error': 'oops',
};

describe("Flagger's retries", () => {
  for (const [name, error] of Object.entries(failures)) {
    for (const hook of HOOKS.filter((one) => one !== 'event')) {
      it(`${hook}: ${name} fails at the first attempt, and its sentence is shown`, async (t) => {
        const fail = async () => {
          throw error;
        };
        const { app } = startApp(t, { service: { ...createFakeService(), start: fail, verdict: fail, list: fail } });
        const { isSuccess, attempts, report, status } = await callWebhook(app, hook, payload, 3);
        assert.deepEqual([isSuccess, attempts], [false, 1]);
        assert.ok(status >= 400 && status < 500 && status !== 429);
        assert.ok(report !== '' && !report.includes('giving up'));
      });
    }
  }

  it('a failure of authentication before any route is 4xx too, and rolls nothing back', async (t) => {
    const { app } = startApp(t);
    app.addHook('onRequest', async (request) => {
      if (request.url.startsWith('/flagger/')) throw new SerinusError('UNAUTHENTICATED', 401, 'no credentials');
    });
    for (const hook of HOOKS)
      assert.deepEqual(await callWebhook(app, hook, payload, 3), { isSuccess: false, attempts: 1, report: 'no credentials', status: 401 });
  });
});
