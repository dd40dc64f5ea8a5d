import { once } from 'node:events';

import type { MetricSource } from '../analysis/ports/metric-source.ts';
import type { Store } from '../analysis/ports/store.ts';
import type { Readiness, ReadinessCheck } from '../http/deps.ts';
import { clockNotice } from './source-clocks.ts';

const CHECK_TIMEOUT_MS = 3_000;

export interface ReadinessParts {
  readonly store: Store;
  readonly sources: readonly MetricSource[];
  readonly checkQueue: () => Promise<void>;
}

/**
 * Ready when the store takes changes and the queue works. A source that fails is said, but a verdict can still be asked for: that is no
 * reason to be taken out. Those who ask while it is being found out share the answer: anyone may ask, and each time the disk and every
 * source have work to do.
 */
export function openReadiness(parts: ReadinessParts): () => Promise<Readiness> {
  let inHand: Promise<Readiness> | undefined;
  return () => {
    inHand ??= readiness(parts).finally(() => {
      inHand = undefined;
    });
    return inHand;
  };
}

async function readiness({ store, sources, checkQueue }: ReadinessParts): Promise<Readiness> {
  const [stored, queued, ...others] = await Promise.all([
    check('store', () => store.check()),
    check('queue', checkQueue),
    ...sources.map(async (source) => {
      const checked = await check(`source ${source.name}`, (signal) => source.check(signal));
      const notice = clockNotice(source);
      return checked.ok && notice ? { ...checked, message: notice } : checked;
    }),
  ]);
  return { ready: stored!.ok && queued!.ok, checks: [stored!, queued!, ...others] };
}

async function check(name: string, work: (signal: AbortSignal) => Promise<void>): Promise<ReadinessCheck> {
  const signal = AbortSignal.timeout(CHECK_TIMEOUT_MS);
  try {
    await Promise.race([work(signal), once(signal, 'abort').then(() => signal.throwIfAborted())]);
    return { name, ok: true };
  } catch (error) {
    if (signal.aborted) return { name, ok: false, message: `no answer within ${CHECK_TIMEOUT_MS} ms` };
    return { name, ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
