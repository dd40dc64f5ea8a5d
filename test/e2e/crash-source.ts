import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { seeded } from '../support/random.ts';

export interface CrashSource {
  readonly url: string;
  close(): void;
}

/**
 * A server with Prometheus' API that has one gauge of every version: about 1, and twice that of a version that begins with `bad`. A value
 * is drawn from its version and its time alone, so whoever asks again is told the same.
 */
export async function startCrashSource(): Promise<CrashSource> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    if (!request.url!.includes('/query_range')) {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"status":"success","data":{"resultType":"scalar","result":[0,"1"]}}');
      return;
    }
    const form = new URLSearchParams(body === '' ? request.url!.split('?')[1] : body);
    const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(form.get(name)));
    const version = /version="([^"]*)"/.exec(form.get('query') ?? '')?.[1] ?? '';
    const values: [number, string][] = [];
    for (let time = start!; time <= end!; time += step!) values.push([time, String(drawnValue(version, time))]);
    const data = { resultType: 'matrix', result: [{ metric: {}, values }] };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ status: 'success', data }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function drawnValue(version: string, time: number): number {
  const seed = [...version].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) | 0, Math.round(time));
  return (version.startsWith('bad') ? 2 : 1) * (1 + 0.05 * seeded(seed).normal());
}
