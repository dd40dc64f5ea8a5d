import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { PrometheusDriver } from 'prometheus-query';
import type { Exchange } from '../http/exchange.ts';
import { requestHeaders } from '../http/headers.ts';
import { endpointOf } from '../http/options.ts';
import { unpackBody } from '../http/unpack-body.ts';
import type { PrometheusSourceOptions } from './options.ts';

/** The request to send, told to the driver. */
export type Ask = (driver: PrometheusDriver) => Promise<{ readonly result: unknown }>;

const BYTES_PER_POINT = 64;
const BYTES_BESIDE_POINTS = 1 << 20;

/**
 * A function that sends one request through prometheus-query and hands back the reply as text. The library sends, this product
 * decodes: the library's own decoder loses infinities, Prometheus's error type and its warnings.
 */
export function openExchange(options: PrometheusSourceOptions): (ask: Ask, signal: AbortSignal) => Promise<Exchange> {
  const endpoint = endpointOf(options);
  const connections = { keepAlive: true, maxFreeSockets: options.maxConcurrent };
  const httpAgent = new HttpAgent(connections);
  const httpsAgent = new HttpsAgent({ ...connections, ...(options.ca !== undefined && { ca: options.ca }) });
  const maxBytes = BYTES_BESIDE_POINTS + options.maxPoints * BYTES_PER_POINT;
  const transport = {
    httpAgent,
    httpsAgent,
    // Where credentials go is the settings' alone to say: neither a redirect nor a proxy variable of the environment.
    maxRedirects: 0,
    proxy: false as const,
    timeout: 0, // the signal ends the request; this timeout would start again with every byte
    maxContentLength: maxBytes,
    responseType: 'arraybuffer' as const,
    decompress: false,
    transformResponse: [(body: unknown) => body],
    validateStatus: () => true,
  };

  // A driver for each request: its interceptors are the only way to give a request its signal.
  return async (ask, signal) => {
    // Loaded with the first request: a server that waits for an analysis need not hold an HTTP client.
    const { PrometheusDriver } = await import('prometheus-query');
    const driver = new PrometheusDriver({
      endpoint,
      preferPost: true,
      headers: { ...requestHeaders(options), 'Accept-Encoding': 'gzip' },
      requestInterceptor: {
        onFulfilled(request) {
          // VictoriaMetrics moves the evaluation times of a query that it may cache. The other servers know no such parameter.
          if (request.data instanceof URLSearchParams) addParams(request.data, { nocache: ['1'], ...options.params });
          return Object.assign(request, transport, { signal });
        },
      },
      responseInterceptor: {
        onFulfilled: (response) => ({ ...response, data: untouched(readReply(response, maxBytes)) }),
        onRejected: (error: unknown) => ({ data: untouched(noReply(error)) }),
      },
    });
    const { result } = await ask(driver);
    return result as Exchange;
  };
}

function addParams(form: URLSearchParams, params: Readonly<Record<string, readonly string[]>>): void {
  for (const [name, values] of Object.entries(params)) for (const value of values) form.append(name, value);
}

interface AxiosReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** As responseType asks for it. */
  readonly data: Buffer;
}

/** The library passes the result of a reply of type "string" through as it is. */
function untouched(result: Exchange): {
  readonly status: 'success';
  readonly data: { readonly resultType: 'string'; readonly result: Exchange };
} {
  return { status: 'success', data: { resultType: 'string', result } };
}

function readReply({ status, headers, data }: AxiosReply, maxBytes: number): Exchange {
  const header = (name: string): string | undefined => textOf(headers[name]);
  try {
    const body = unpackBody(data, header('content-encoding'), maxBytes);
    return body === undefined ? { kind: 'too large', maxBytes } : { kind: 'reply', status, header, body };
  } catch (error) {
    return noReply(error);
  }
}

function noReply(error: unknown): Exchange {
  const { code, message } = Object(error) as { readonly code?: unknown; readonly message?: unknown };
  const reason = textOf(message) || 'no reason given';
  const tooLarge = /^maxContentLength size of (\d+) exceeded/.exec(reason);
  return tooLarge
    ? { kind: 'too large', maxBytes: Number(tooLarge[1]) }
    : { kind: 'no reply', code: textOf(code) ?? 'UNKNOWN', message: reason };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
