import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { type Recording, replyTo } from './recording.ts';

export interface ReplayServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  close(): Promise<void>;
}

/** More steps than Prometheus answers in one reply are refused, as there. */
const MAX_POINTS = 11_000;

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** The part of Prometheus' HTTP API that a source asks, answered from a recording, on a free port of 127.0.0.1. */
export async function startReplay(recording: Recording): Promise<ReplayServer> {
  const server = createServer(async (request, response) => {
    const { status, body } = await answer(recording, request).catch((error: Error) => refusal(500, 'internal', error.message));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
}

async function answer(recording: Recording, request: IncomingMessage): Promise<Reply> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const form = request.method === 'POST' ? new URLSearchParams(await text(request)) : url.searchParams;
  switch (url.pathname) {
    case '/api/v1/query_range':
      return rangeReply(recording, form);
    case '/api/v1/query':
      return success({ resultType: 'vector', result: [{ metric: {}, value: [Number(form.get('time') ?? 0), '1'] }] });
    default:
      return refusal(404, 'not_found', `${url.pathname} is not recorded`);
  }
}

function rangeReply(recording: Recording, form: URLSearchParams): Reply {
  const query = form.get('query') ?? '';
  const [startS, endS, stepS] = ['start', 'end', 'step'].map((name) => secondsOf(form.get(name))) as [number, number, number];
  if (!(stepS > 0) || !(endS >= startS)) return refusal(400, 'bad_data', 'start, end or step is missing or wrong');
  if ((endS - startS) / stepS > MAX_POINTS) return refusal(400, 'bad_data', 'exceeded maximum resolution of 11,000 points per timeseries');
  const result = replyTo(recording, query, { startS, endS, stepS });
  if (result === undefined) return refusal(422, 'execution', `not recorded: ${query}`);
  return success({ resultType: 'matrix', result });
}

/** Unix seconds or RFC 3339, as Prometheus takes both; NaN for anything else. */
function secondsOf(text: string | null): number {
  if (text === null || text === '') return Number.NaN;
  const seconds = Number(text);
  return Number.isNaN(seconds) ? Date.parse(text) / 1000 : seconds;
}

function success(data: unknown): Reply {
  return { status: 200, body: { status: 'success', data } };
}

function refusal(status: number, errorType: string, error: string): Reply {
  return { status, body: { status: 'error', errorType, error } };
}
