import type { HttpError } from '@influxdata/influxdb-client';

import type { LookNumbers } from '../analysis/outbox/look-numbers.ts';
import type { Delivery, Notifier } from '../analysis/ports/notifier.ts';
import type { OutboxMessage } from '../analysis/ports/outbox.ts';
import type { Secret } from '../model/secret.ts';
import { deliveryOf } from './answer.ts';
import type { ChannelOptions } from './channel-options.ts';

export interface InfluxOptions extends Omit<ChannelOptions, 'publicUrl'> {
  /** Root of the InfluxDB, with its path prefix. */
  readonly url: URL;
  readonly org: string;
  readonly bucket: string;
  readonly token: Secret;
  /** Looks of one write, at most. */
  readonly batchSize: number;
}

/** An InfluxDB 2, or another that takes its writes, such as InfluxDB 1.8, InfluxDB 3 and VictoriaMetrics. */
export function influxNotifier(options: InfluxOptions): Notifier {
  const { name, timeoutMs, giveUpAfterMs, batchSize } = options;
  return {
    ...{ name, timeoutMs, giveUpAfterMs, batchSize },
    async deliver(messages, signal) {
      if (messages.some(({ kind }) => kind !== 'look'))
        return { kind: 'refused', reason: 'a message that is no look is not for a database' };
      return write(options, messages, signal);
    },
  };
}

async function write(
  { url, org, bucket, token, timeoutMs }: InfluxOptions,
  messages: readonly OutboxMessage[],
  signal: AbortSignal,
): Promise<Delivery> {
  // Loaded with the first write: a server without such a sink need not hold its client.
  const [{ InfluxDB, setLogger }, { pointsOfLook }] = await Promise.all([
    import('@influxdata/influxdb-client'),
    import('./influx-points.ts'),
  ]);
  // It would write to the console, and what it writes may hold what was sent.
  setLogger({ error: () => undefined, warn: () => undefined });
  // They were written by messagesOfLook.
  const points = messages.flatMap(({ body }) => pointsOfLook(body as unknown as LookNumbers));
  const client = new InfluxDB({ url: url.href, token: token.reveal(), timeout: timeoutMs, transportOptions: { signal } });
  // The outbox tries again, here nothing is kept: one request with all points, whose error comes back.
  const api = client.getWriteApi(org, bucket, 'ms', {
    batchSize: points.length + 1,
    flushInterval: 0,
    maxRetries: 0,
    writeFailed: (error) => Promise.reject(error),
  });
  api.writePoints(points);
  try {
    await api.flush();
    return { kind: 'delivered' };
  } catch (error) {
    return failureOf(error, token.reveal());
  } finally {
    api.dispose();
  }
}

/** Of what the client throws only the status, the receiver's own words and a code are taken: its errors hold headers. */
function failureOf(error: unknown, token: string): Delivery {
  const { statusCode, body, headers, code, name } = Object(error) as Partial<HttpError> & { readonly code?: unknown };
  if (typeof statusCode !== 'number') {
    const word = [code, name].find((one) => typeof one === 'string' && /^[A-Za-z0-9_]+$/.test(one));
    return { kind: 'failed', reason: `no answer (${String(word ?? 'unknown')})` };
  }
  const header = (key: string): string | undefined => (typeof headers?.[key] === 'string' ? headers[key] : undefined);
  const text = String(body ?? '')
    .replaceAll(token, '***')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
  return deliveryOf({ status: statusCode, retryAfter: header('retry-after'), date: header('date'), text });
}
