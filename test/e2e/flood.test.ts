import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { HOOKS, payload } from '../http/flagger/payload.ts';
import { canaryConfig } from '../http/kayenta/kayenta-under-test.ts';
import { type HttpServer, startHttpServer } from '../support/http-server.ts';
import { post } from './api.ts';
import { type ServeProcess, serve } from './command-line.ts';
import { configs } from './crash-configs.ts';
import { userFolder } from './program.ts';

const MAX_REQUESTS = 10;
const CLIENTS = 60;
const SIDES = { control: { version: 'v1' }, candidate: { version: 'v2' } };

describe('serinus serve in a flood', { timeout: 120_000 }, () => {
  let source: HttpServer;
  let server: ServeProcess;
  const user = userFolder(configs);
  before(async () => {
    // Slow, as a source is that many ask: looks on request pile up.
    source = await startHttpServer(async (_, response) => {
      await sleep(200);
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"status":"success","data":{"resultType":"matrix","result":[]}}');
    });
    writeFileSync(user.place('settings.yaml'), `http: { overload: { maxRequests: ${MAX_REQUESTS}, maxDelay: 10s } }\n`);
    server = await serve({
      PROMETHEUS_URL: source.url,
      SERINUS_SETTINGS: user.place('settings.yaml'),
      SERINUS_CONFIGS: user.place('configs'),
      SERINUS_STORE: user.place('serinus.db'),
      LOG_LEVEL: 'fatal',
    });
  });
  after(async () => {
    await server?.stop();
    await source?.close();
    user.remove();
  });

  /** One client: asks again as soon as it is answered, until it is stopped. */
  async function flood(agent: Agent, ask: () => readonly [method: string, path: string, body?: string], isOver: () => boolean) {
    const statuses = new Map<number, number>();
    while (!isOver()) {
      const [method, path, body] = ask();
      const status = await new Promise<number>((resolve) => {
        const headers = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
        const one = request(server.api.url + path, { method, agent, headers }, (response) => {
          response
            .resume()
            .on('end', () => resolve(response.statusCode!))
            .on('error', () => resolve(0));
        });
        one.on('error', () => resolve(0));
        one.end(body);
      });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 503) await sleep(10); // The machine is the server's too.
    }
    return statuses;
  }

  it('refuses most of it, tells every verdict, keeps its memory, and is itself again afterwards', async () => {
    const start = async (key: string): Promise<Response> => fetch(`${server.api.url}/analyses`, post({ config: 'live', ...SIDES, key }));
    const { id } = (await (await start('first')).json()) as { id: string };
    const large = JSON.stringify({ ...canaryConfig(), description: 'x'.repeat(900_000) });
    const asks: readonly (() => readonly [string, string, string?])[] = [
      () => ['POST', `/analyses/${id}/looks`],
      () => ['GET', '/analyses'],
      () => ['POST', '/kayenta/canaryConfig', large],
      () => ['POST', '/analyses', JSON.stringify({ config: 'live', ...SIDES, key: 'first' })],
      () => ['GET', `/verdict?analysis=${id}&maxAge=0s`],
    ];
    let isOver = false;
    const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
    const clients = Array.from({ length: CLIENTS }, (_, i) => flood(agent, asks[i % asks.length]!, () => isOver));

    let memory: number;
    try {
      const refused = async (): Promise<number> => {
        const text = await (await fetch(`${server.api.url}/metrics`)).text();
        return Number(/^serinus_http_requests_refused_total\{reason="requests"\} (\d+)/m.exec(text)?.[1]);
      };
      // Until the flood is there, and then for a number of rounds, however long these take.
      while ((await refused()) < 50) await sleep(20);
      for (let round = 0; round < 2; round++) {
        for (const path of ['/healthz', '/readyz', '/metrics', `/verdict?analysis=${id}`, `/verdict?analysis=${id}&form=short`])
          assert.equal((await fetch(server.api.url + path)).status, 200, path);
        const body = { ...payload, metadata: { config: 'live', 'control.version': 'v1', 'candidate.version': 'v2' } };
        for (const hook of HOOKS) {
          const { status } = await fetch(`${server.api.url}/flagger/${hook}`, post(body));
          assert.ok(hook === 'rollback' ? status === 409 : [200, 409].includes(status), `${hook}: ${status}`);
        }
      }
      memory = Number(/^process_resident_memory_bytes (\S+)/m.exec(await (await fetch(`${server.api.url}/metrics`)).text())?.[1]);
    } finally {
      isOver = true;
    }
    const statuses = new Set((await Promise.all(clients)).flatMap((one) => [...one.keys()]));
    agent.destroy();
    assert.deepEqual(
      [...statuses].filter((status) => ![200, 201, 400, 503].includes(status)),
      [],
      'nothing else is answered (400 is for the large config), and no connection is cut',
    );
    // As much as the program takes at rest, and room for what is let in.
    assert.ok(memory < 450e6, `${memory} bytes`);
    for (const path of ['/analyses', '/configs', `/verdict?analysis=${id}&maxAge=1h`])
      assert.equal((await fetch(server.api.url + path)).status, 200, path);
    assert.equal((await start('second')).status, 201);
  });
});
