import type { AnalysisConfig } from '../../model/config.ts';
import type { ConfigDocument } from '../../model/config-document.ts';
import { parseDuration } from '../../model/duration.ts';

/** Promotions of harm by chance are those of the first twenty looks; a harmless release is proven by step 28 at the median. */
const DEFAULT_MIN_STEPS = 25;
const DEFAULT_MAX_MS = 2 * 3_600_000;

type Times = Pick<AnalysisConfig, 'stepMs' | 'delayMs' | 'warmUpMs' | 'cadence' | 'minDurationMs' | 'maxDurationMs'>;

/** The durations of a config in milliseconds. Without `min` it is 25 steps, but never longer than a `max` that is given;
 *  without `max` it is two hours, or twice `min` when that is longer. */
export function resolveTimes(spec: ConfigDocument['spec']): Times {
  const ms = (text: string | undefined, fallback: number): number => (text === undefined ? fallback : parseDuration(text));
  const stepMs = ms(spec.window?.step, 60_000);
  const defaultMinMs = Math.min(DEFAULT_MIN_STEPS * stepMs, ms(spec.duration?.max, Infinity));
  const minDurationMs = ms(spec.duration?.min, defaultMinMs);
  return {
    stepMs,
    delayMs: ms(spec.window?.delay, 15_000),
    warmUpMs: ms(spec.window?.warmUp, 0),
    cadence:
      spec.schedule === undefined
        ? { kind: 'interval', intervalMs: ms(spec.interval, stepMs) }
        : { kind: 'cron', expression: spec.schedule },
    minDurationMs,
    maxDurationMs: ms(spec.duration?.max, Math.max(DEFAULT_MAX_MS, 2 * minDurationMs)),
  };
}
