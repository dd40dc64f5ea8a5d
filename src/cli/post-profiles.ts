import type { NoiseProfile } from '../model/noise-profile.ts';
import { ServerError } from './server-error.ts';
import { UsageError } from './usage-error.ts';

const TIMEOUT_MS = 30_000;

/**
 * Gives a server the profiles of a config.
 * @throws {UsageError} it refuses them (4xx), for its config is another; {ServerError} no answer in time, or a failure of the server.
 */
export async function postProfiles(
  request: typeof fetch,
  server: string,
  { config, profiles }: { readonly config: string; readonly profiles: readonly NoiseProfile[] },
): Promise<void> {
  const url = `${server}/configs/${encodeURIComponent(config)}/noise-profiles`;
  const { status, text } = await post(request, url, JSON.stringify({ profiles }));
  if (status === 200) return;
  const said = detailOf(text) ?? `HTTP ${status}`;
  if (status >= 400 && status < 500 && status !== 429) throw new UsageError(`${server} refuses the noise profiles: ${said}`);
  throw new ServerError(`${server} failed: ${said}`);
}

async function post(request: typeof fetch, url: string, body: string): Promise<{ status: number; text: string }> {
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await request(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    const why = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
    throw new ServerError(`${new URL(url).origin} does not answer: ${why}`, { cause });
  }
}

function detailOf(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && 'detail' in body ? String(body.detail) : undefined;
  } catch {
    return undefined;
  }
}
