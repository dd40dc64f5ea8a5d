import { AsyncLocalStorage } from 'node:async_hooks';

import type { Span } from './tracing.ts';

/** What the work under way is done for. */
export interface Origin {
  /** The request that asked for it; absent when the schedule did. */
  readonly requestId?: string | undefined;
  readonly analysisId?: string | undefined;
  /** The span it belongs to; absent when it is not traced. */
  readonly span?: Span | undefined;
}

export interface Origins {
  /** Of the work that calls; empty when nobody said. */
  current(): Origin;
  /** Does the work, and whatever it sets going, for that origin. */
  within<T>(origin: Origin, work: () => T): T;
  /** Of the work that calls, as the log names it. */
  logFields(): { readonly reqId?: string; readonly analysis?: string; readonly trace_id?: string };
}

const NOBODY: Origin = {};

export function openOrigins(): Origins {
  const storage = new AsyncLocalStorage<Origin>();
  const current = (): Origin => storage.getStore() ?? NOBODY;
  return {
    current,
    within: (origin, work) => storage.run(origin, work),
    logFields() {
      const { requestId, analysisId, span } = current();
      return {
        ...(requestId !== undefined && { reqId: requestId }),
        ...(analysisId !== undefined && { analysis: analysisId }),
        ...(span !== undefined && { trace_id: span.traceId }),
      };
    },
  };
}
