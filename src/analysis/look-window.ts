import type { AnalysisConfig } from '../model/config.ts';
import type { TimeWindow } from '../model/time-series.ts';

/**
 * The evaluation times a look at `slotMs` may use: multiples of the step since the epoch, the first one a whole step after the
 * warm-up (a sample speaks of the step that ends at its time), the last one late enough before the slot for late samples to be in.
 * All looks of one analysis start at the same time. Empty (endMs = startMs) while there is no such time yet.
 */
export function lookWindow(
  config: Pick<AnalysisConfig, 'stepMs' | 'delayMs' | 'warmUpMs'>,
  analysisStartMs: number,
  slotMs: number,
): TimeWindow {
  const { stepMs, delayMs, warmUpMs } = config;
  const startMs = Math.ceil((analysisStartMs + warmUpMs) / stepMs) * stepMs + stepMs;
  const lastMs = Math.floor((slotMs - delayMs) / stepMs) * stepMs;
  return { startMs, endMs: Math.max(startMs, lastMs + stepMs), stepMs };
}
