import type { ServerResponse } from 'node:http';
import { type HttpServer, type ReceivedRequest, startHttpServer } from './http-server.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Exchange {
  readonly request: ReceivedRequest;
  readonly response: ServerResponse;
  /** What the server behind answers, to this request or to another form of it. */
  forward(body?: string): Promise<Answer>;
}

/** Answers in the server's place, or does not. */
export type Fault = (exchange: Exchange) => void | Promise<void>;

export interface FaultyProxy extends HttpServer {
  /** From now on, until another; none passes requests on as they are. */
  fail(fault: Fault | undefined): void;
}

/** Stands before a server on this machine that speaks HTTP and spoils its answers. */
export async function startFaultyProxy(serverUrl: string): Promise<FaultyProxy> {
  let fault: Fault = passOn;
  const proxy = await startHttpServer((request, response) => {
    const forward = async (body = request.body): Promise<Answer> => {
      const { 'content-type': type } = request.headers;
      const init = request.method === 'GET' ? {} : { method: request.method, body, headers: { ...(type && { 'content-type': type }) } };
      const reply = await fetch(serverUrl + request.path, init);
      return { status: reply.status, headers: { 'content-type': 'application/json' }, body: await reply.text() };
    };
    Promise.resolve(fault({ request, response, forward })).catch((error: Error) => response.writeHead(502).end(error.message));
  });
  return {
    ...proxy,
    fail(next) {
      fault = next ?? passOn;
    },
  };
}

export function send({ response }: Exchange, { status, headers, body }: Answer): void {
  response.writeHead(status, headers).end(body);
}

const passOn: Fault = async (exchange) => send(exchange, await exchange.forward());
