import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Exchange } from './exchange.ts';
import { openReadingRoom, type ReadingRoom } from './reading-room.ts';
import { unpackBody } from './unpack-body.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Below the endpoint, with its query string. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The reply is short: packing it would cost its server more than sending it. */
  readonly isShort?: boolean;
}

export interface ConnectionOptions {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly ca?: string | undefined;
  /** Idle connections that are kept. */
  readonly maxConcurrent: number;
  /** Of a reply's body, unpacked; and, about, of all bodies that are being read. */
  readonly maxBytes: number;
}

/**
 * A function that sends one request and hands back the reply as text; gzip is unpacked. Where credentials go is the settings' alone to
 * say: redirects are not followed, and the environment's proxy variables are not used.
 */
export function openNodeExchange({ endpoint, ca, maxConcurrent, maxBytes }: ConnectionOptions) {
  const connections = { keepAlive: true, maxFreeSockets: maxConcurrent };
  const isTls = endpoint.startsWith('https:');
  const agent = isTls ? new HttpsAgent({ ...connections, ...(ca !== undefined && { ca }) }) : new HttpAgent(connections);
  const open = isTls ? httpsRequest : httpRequest;
  const room = openReadingRoom(maxBytes);

  return ({ method, path, headers, body, isShort = false }: HttpRequest, signal: AbortSignal): Promise<Exchange> =>
    new Promise((resolve) => {
      const fail = (error: unknown): void => resolve(noReply(error));
      const all = { ...headers, 'Accept-Encoding': isShort ? 'identity' : 'gzip' };
      const request = open(endpoint + path, { method, headers: all, agent, signal }, (response) => {
        readBody(response, maxBytes, room).then((text) => {
          if (text === undefined) response.destroy();
          resolve(text === undefined ? { kind: 'too large', maxBytes } : reply(response, text));
        }, fail);
      });
      request.on('error', fail);
      request.end(body);
    });
}

function reply({ statusCode = 0, headers }: IncomingMessage, body: string): Exchange {
  const header = (name: string): string | undefined => {
    const value = headers[name];
    return typeof value === 'string' ? value : value?.[0];
  };
  return { kind: 'reply', status: statusCode, header, body };
}

/** Undefined when it is larger than that. */
function readBody(response: IncomingMessage, maxBytes: number, room: ReadingRoom): Promise<string | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  const seat = room.enter({ pause: () => void response.pause(), resume: () => void response.resume() });
  response.on('close', seat.leave);
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      chunks.length = 0;
      return resolve(undefined);
    }
    chunks.push(chunk);
    seat.take(chunk.length);
  });
  response.on('error', reject);
  response.on('end', () => {
    try {
      resolve(unpackBody(Buffer.concat(chunks, bytes), response.headers['content-encoding'], maxBytes));
    } catch (error) {
      reject(error);
    }
  });
  return promise;
}

function noReply(error: unknown): Exchange {
  const { code, message } = Object(error) as { readonly code?: unknown; readonly message?: unknown };
  return { kind: 'no reply', code: typeof code === 'string' ? code : 'UNKNOWN', message: String(message ?? '') || 'no reason given' };
}
