import type { Logger } from 'pino';
import type { AroundLook } from '../analysis/run-look.ts';
import { errorCode } from './error-code.ts';
import type { LookMetrics } from './look-metrics.ts';
import type { Origins } from './origins.ts';
import type { Tracing } from './tracing.ts';

export interface LookWatch {
  readonly origins: Origins;
  readonly tracing: Tracing | undefined;
  readonly metrics: LookMetrics;
  readonly logger: Logger;
}

/** Has all that a look does know its analysis; counts and logs the look once it is stored, and gives it a span where there are traces. */
export function watchLooks({ origins, tracing, metrics, logger }: LookWatch): AroundLook {
  return ({ analysis, slotMs, trigger, signal }, make) => {
    const before = origins.current();
    const span = tracing?.begin('look', {
      kind: 'internal',
      below: before.span,
      attributes: {
        'serinus.analysis': analysis.id,
        'serinus.config': analysis.configName,
        'serinus.slot': new Date(slotMs).toISOString(),
        'serinus.trigger': trigger,
      },
    });
    return origins.within({ ...before, analysisId: analysis.id, span }, async () => {
      try {
        const look = await make();
        if (look !== undefined) {
          const { number, verdict, score, reason } = look;
          metrics.observe(look, analysis.configName);
          logger.info({ ...origins.logFields(), look: number, verdict, score, reason }, 'look');
          span?.note({ 'serinus.look': number, 'serinus.verdict': verdict, ...(score !== null && { 'serinus.score': score }) });
        }
        span?.end();
        return look;
      } catch (error) {
        // Of one of the schedule the queue says so, which knows whether it is tried again.
        if (trigger === 'request' && !signal.aborted) {
          metrics.failed();
          logger.error({ ...origins.logFields(), err: error }, 'a look could not be made; its request is answered with an error');
        }
        span?.end(errorCode(error));
        throw error;
      }
    });
  };
}
