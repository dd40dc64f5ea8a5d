import { createHmac } from 'node:crypto';

import type { Clock } from '../analysis/ports/clock.ts';
import type { Notifier } from '../analysis/ports/notifier.ts';
import type { Secret } from '../model/secret.ts';
import { type ChangeMessage, changeNotifier, type ReportMessage } from './change-notifier.ts';
import type { ChannelOptions } from './channel-options.ts';
import { postJson } from './post-json.ts';
import { secretsOfAddress } from './secrets-of-address.ts';

export interface WebhookOptions extends ChannelOptions {
  /** It may hold a token: it is treated as a secret. */
  readonly url: Secret;
  readonly secret: Secret;
}

/** JSON, signed as Standard Webhooks says, so that receivers find a library that checks it. */
export function webhookNotifier(options: WebhookOptions, clock: Clock): Notifier {
  return changeNotifier(options, { change: webhookPayload, report: webhookReport }, ({ id, body }, signal) => {
    const [url, secret] = [options.url.reveal(), options.secret.reveal()];
    const signed = { id, timestamp: Math.floor(clock.now() / 1000), body };
    const headers = {
      'webhook-id': signed.id,
      'webhook-timestamp': String(signed.timestamp),
      'webhook-signature': signatureOf(signed, secret),
    };
    return postJson({ url, headers, body, secrets: [...secretsOfAddress(url), secret], signal });
  });
}

/** The same at every attempt; only the headers tell one attempt from another. */
export function webhookPayload({ id, change: { startMs, atMs, ...change }, link }: ChangeMessage): unknown {
  return {
    id,
    type: `analysis.${change.change}`,
    timestamp: new Date(atMs).toISOString(),
    data: { ...change, start: new Date(startMs).toISOString(), ...(link !== undefined && { link }) },
  };
}

/** The same of a report. */
export function webhookReport({ id, news: { change: _, fromMs, toMs, ...news }, link }: ReportMessage): unknown {
  const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
  return { id, type: 'report.made', timestamp: to, data: { ...news, from, to, ...(link !== undefined && { link }) } };
}

/**
 * `v1,` and the HMAC-SHA256 of id, time and body in base64.
 * @param timestamp Unix seconds of the attempt: what is signed and old is a replay.
 * @param secret `whsec_` and the key in base64, or any other text, whose UTF-8 bytes are the key.
 * @see https://www.standardwebhooks.com
 */
export function signatureOf(
  { id, timestamp, body }: { readonly id: string; readonly timestamp: number; readonly body: string },
  secret: string,
): string {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}
