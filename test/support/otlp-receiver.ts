import { setTimeout as sleep } from 'node:timers/promises';
import { type HttpServer, startHttpServer } from './http-server.ts';

/** A span as OTLP writes it in JSON; of its attributes the values alone. */
export interface ReceivedSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly statusCode: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Of the program that sent it. */
  readonly resource: Readonly<Record<string, unknown>>;
}

export interface OtlpReceiver extends HttpServer {
  spans(): readonly ReceivedSpan[];
  /** Waits until spans that fit are there. */
  until(fits: (spans: readonly ReceivedSpan[]) => boolean): Promise<readonly ReceivedSpan[]>;
}

/** A collector of traces: OTLP over HTTP, in JSON. @param status of its replies. */
export async function startOtlpReceiver(status = 200): Promise<OtlpReceiver> {
  const server = await startHttpServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  const spans = (): readonly ReceivedSpan[] =>
    server.requests.filter(({ path }) => path === '/v1/traces').flatMap(({ body }) => readSpans(JSON.parse(body)));
  return {
    ...server,
    spans,
    async until(fits) {
      while (!fits(spans())) await sleep(20);
      return spans();
    },
  };
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}
interface WrittenSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly status?: { readonly code?: number };
  readonly attributes?: readonly Attribute[];
}
interface Request {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly WrittenSpan[] }[];
  }[];
}

/** @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
function readSpans({ resourceSpans }: Request): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ name, kind, traceId, spanId, parentSpanId, status, attributes = [] }) => ({
        ...{ name, kind, traceId, spanId, statusCode: status?.code ?? 0 },
        parentSpanId: parentSpanId === '' ? undefined : parentSpanId,
        attributes: valuesOf(attributes),
        resource: valuesOf(resource.attributes),
      })),
    ),
  );
}

const valuesOf = (attributes: readonly Attribute[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
