import type { FastifyInstance } from 'fastify';
import type { Hook } from './payload.ts';

/** What one call of a webhook comes to, as Flagger sees it. */
export interface HookResult {
  readonly isSuccess: boolean;
  readonly attempts: number;
  /** What its event or log shows. */
  readonly report: string;
  readonly status: number;
}

/**
 * Flagger's webhook client: up to `retries` further attempts after a 429 or a 5xx other than 501, whose bodies it then never shows;
 * anything else that is above 202 fails at once, with the body as its report.
 */
export async function callWebhook(app: FastifyInstance, hook: Hook, payload: object, retries = 0): Promise<HookResult> {
  for (let attempts = 1; ; attempts++) {
    const { statusCode: status, body } = await app.inject({ method: 'POST', url: `/flagger/${hook}`, payload });
    const isRetried = status === 429 || (status >= 500 && status !== 501);
    if (!isRetried) return { isSuccess: status <= 202, attempts, report: body, status };
    if (attempts > retries) return { isSuccess: false, attempts, report: `POST giving up after ${attempts} attempt(s)`, status };
  }
}
