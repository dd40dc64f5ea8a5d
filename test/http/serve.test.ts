import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { listen } from '../../src/http/serve.ts';
import { startApp } from './app-under-test.ts';

/** The app on a free port, whose GET /analyses/a-1 waits until it is let go. */
async function startServer(t: TestContext, closeTimeoutMs: number) {
  const { app, service } = startApp(t);
  const arrived = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const find = service.find.bind(service);
  Object.assign(service, {
    find: async (id: string) => {
      arrived.resolve();
      await release.promise;
      return find(id);
    },
  });
  const address = await listen(app, { host: '127.0.0.1', port: 0, closeTimeoutMs });
  return { app, address, arrived: arrived.promise, release: release.resolve };
}

describe('listening', () => {
  it('returns the address it answers at', async (t) => {
    const { address } = await startServer(t, 1_000);
    assert.match(address, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal((await fetch(`${address}/healthz`)).status, 200);
  });

  it('an address that is taken is an error', async (t) => {
    const { address } = await startServer(t, 1_000);
    const { app } = startApp(t);
    await assert.rejects(listen(app, { host: '127.0.0.1', port: Number(new URL(address).port) }), {
      code: 'CANNOT_LISTEN',
      message: /EADDRINUSE/,
    });
  });

  it('closing refuses new connections and lets a request in hand finish, on a kept connection too', async (t) => {
    const { app, address, arrived, release } = await startServer(t, 60_000);
    const agent = new Agent({ keepAlive: true });
    t.after(() => agent.destroy());
    const [reply] = await Promise.all([
      once(get(`${address}/analyses/a-1`, { agent }), 'response') as Promise<[IncomingMessage]>,
      (async () => {
        await arrived;
        const closed = app.close();
        while (app.server.listening) await new Promise(setImmediate);
        await assert.rejects(fetch(`${address}/healthz`));
        release();
        await closed;
      })(),
    ]);
    assert.equal(reply[0].statusCode, 200);
    assert.equal(reply[0].headers.connection, 'close');
    assert.equal(JSON.parse(await text(reply[0])).id, 'a-1');
  });

  it('closing cuts a request that takes longer than the limit', async (t) => {
    const { app, address, arrived, release } = await startServer(t, 20);
    t.after(() => release());
    const refused = assert.rejects(once(get(`${address}/analyses/a-1`), 'response'), { code: 'ECONNRESET' });
    await arrived;
    await app.close();
    await refused;
  });
});

describe('what is no HTTP request', () => {
  for (const { name, sent, status, code } of [
    { name: 'garbage', sent: 'hello\r\n\r\n', status: 400, code: 'MALFORMED_HTTP' },
    {
      name: 'an address of 20 kB',
      sent: `GET /verdict?config=${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      status: 431,
      code: 'HEADERS_TOO_LARGE',
    },
  ]) {
    it(`${name} is ${status} ${code}, and the connection is closed`, async (t) => {
      const { address } = await startServer(t, 1_000);
      const socket = connect(Number(new URL(address).port), '127.0.0.1');
      socket.write(sent);
      const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
      assert.match(head, new RegExp(`^HTTP/1\\.1 ${status} `));
      assert.match(head, /Content-Type: application\/problem\+json/);
      assert.deepEqual([JSON.parse(body).status, JSON.parse(body).code], [status, code]);
    });
  }
});
