import { createTextDecoderCombiner, InfluxDB, setLogger, type Transport } from '@influxdata/influxdb-client';
import type { Exchange } from '../http/exchange.ts';

// The client would write to the console.
setLogger({ error() {}, warn() {} });

/** Sends what the client made of a query; the headers are the client's own, without any secret. */
export type SendFlux = (request: {
  readonly path: string;
  readonly body: string;
  readonly headers: Record<string, string>;
}) => Promise<Exchange>;

/** Has the official client make the request of a Flux query and hands back what came of it: limits and secrets are the sender's. */
export function askFlux(query: string, { endpoint, org, send }: { endpoint: string; org: string; send: SendFlux }): Promise<Exchange> {
  const transport: Transport = { ...UNUSED, request: (path, body: string, { headers = {} }) => send({ path, body, headers }) };
  // Raw: what the transport answers is handed on as it is.
  return new InfluxDB({ url: endpoint, transport }).getQueryApi(org).queryRaw(query) as Promise<unknown> as Promise<Exchange>;
}

/** The client asks raw queries by `request` alone. */
const UNUSED: Pick<Transport, 'send' | 'iterate' | 'chunkCombiner'> = {
  send() {
    throw new Error('queries are sent by request');
  },
  iterate() {
    throw new Error('queries are sent by request');
  },
  chunkCombiner: createTextDecoderCombiner(),
};
