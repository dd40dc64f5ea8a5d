import type { PairData, RatioData } from '../../model/metric-data.ts';
import { sampleCount, type TimeWindow } from '../../model/time-series.ts';
import type { Mark, PairStore } from '../ports/pair-store.ts';

type Marks = Awaited<ReturnType<PairStore['listMarks']>>;

/**
 * What reviewers said, by the time of the pair: how often the other side's answer was the better one, of the pairs that were reviewed and
 * are not noise. The candidate is held against the control as a metric's sides are: each is bad where the other was better.
 */
export function reviewedSteps(marks: Marks, window: TimeWindow): PairData {
  const steps = sampleCount(window);
  const total = new Float64Array(steps).fill(Number.NaN);
  const better: Partial<Record<Mark, Float64Array>> = { 'control-better': total.slice(), 'candidate-better': total.slice() };
  for (const { atMs, mark } of marks) {
    if (mark === 'noise') continue;
    // The pair's step [s, s + step) belongs to the evaluation time at its end.
    const index = Math.floor(atMs / window.stepMs) + 1 - window.startMs / window.stepMs;
    if (index < 0 || index >= steps) continue;
    if (Number.isNaN(total[index]!)) for (const counts of [total, ...Object.values(better)]) counts[index] = 0;
    total[index]!++;
    if (better[mark] !== undefined) better[mark][index]!++;
  }
  const side = (mark: Mark): RatioData => ({ kind: 'ratio', bad: better[mark]!, total: total.slice() });
  return { kind: 'ratio', control: side('candidate-better'), candidate: side('control-better') };
}
