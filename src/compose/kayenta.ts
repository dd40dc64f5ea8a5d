import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from 'pino';
import { createKayenta, type Kayenta, type KayentaDeps } from '../analysis/kayenta/kayenta.ts';
import { SerinusError } from '../errors.ts';

export interface RunningKayenta {
  readonly kayenta: Kayenta;
  /** Leaves what is unfinished to the next process; resolves when nothing more is written. */
  stop(): Promise<void>;
}

/** Kayenta's API over the parts of the server, with what an earlier process left unfinished taken on again. */
export async function openKayenta(
  parts: Omit<KayentaDeps, 'sleep' | 'signal' | 'onError' | 'onEnd'> & {
    readonly logger: Logger;
    /** For what the work under way is done, as the log names it. */
    readonly logFields: () => object;
    /** Told how each run has ended. */
    readonly canaryEnded: (status: string) => void;
  },
): Promise<RunningKayenta> {
  const abort = new AbortController();
  const kayenta = createKayenta({
    ...parts,
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    signal: abort.signal,
    onEnd: ({ pipelineId, application, status, result, exception }) => {
      parts.canaryEnded(status);
      const judged = result && { score: result.judgeResult.score.score, verdict: result.judgeResult.serinus.verdict };
      parts.logger.info(
        { ...parts.logFields(), canary: pipelineId, application, status, ...judged, reason: exception?.details.errors[0] },
        'canary run',
      );
    },
    onError: (error, id) =>
      parts.logger.error({ ...parts.logFields(), err: error, canary: id }, 'a canary run failed in a way that is ours'),
  });
  await kayenta.resume();
  return {
    kayenta,
    async stop() {
      abort.abort(new SerinusError('SHUTTING_DOWN', 503, 'the server is shutting down'));
      await Promise.all([kayenta.standalone.settled(), kayenta.executions.settled()]);
    },
  };
}
