import { SourceError } from '../../errors.ts';
import { sampleCount, type TimeWindow } from '../../model/time-series.ts';

/** The window's number of points. @throws {RangeError} there are none; {SourceError} one series alone would be more than maxPoints. */
export function checkWindow(window: TimeWindow, { name, maxPoints }: { readonly name: string; readonly maxPoints: number }): number {
  const count = sampleCount(window);
  if (!(count >= 1)) throw new RangeError(`a window from ${window.startMs} to ${window.endMs} has no points`);
  if (count > maxPoints) {
    throw new SourceError(name, `a window of ${count} points is more than maxPoints ${maxPoints}; take a longer step`, false);
  }
  return count;
}
