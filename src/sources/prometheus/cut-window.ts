import { sampleCount, type TimeWindow } from '../../model/time-series.ts';

/** The window as consecutive windows on its own grid, each of at most maxPoints evaluation times. */
export function cutWindow(window: TimeWindow, maxPoints: number): readonly TimeWindow[] {
  const { startMs, endMs, stepMs } = window;
  return Array.from({ length: Math.ceil(sampleCount(window) / maxPoints) }, (_, index) => {
    const partStartMs = startMs + index * maxPoints * stepMs;
    return { startMs: partStartMs, endMs: Math.min(endMs, partStartMs + maxPoints * stepMs), stepMs };
  });
}
