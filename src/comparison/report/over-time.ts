import type { StepTally, Timed } from '../tally.ts';
import type { RatePoint } from './divergence-report.ts';

/** Steps put together into at most so many points of one length without a gap, from the first to the last. @param steps in time order. */
export function ratesOverTime(steps: readonly Timed<StepTally>[], most: number): readonly RatePoint[] {
  if (steps.length === 0) return [];
  const stepMs = Math.max(...steps.map(({ lengthMs }) => lengthMs));
  const fromMs = Math.floor(steps[0]!.startMs / stepMs) * stepMs;
  const toMs = Math.max(...steps.map((step) => step.startMs + step.lengthMs));
  const lengthMs = stepMs * Math.max(1, Math.ceil((toMs - fromMs) / stepMs / most));
  const points = Array.from({ length: Math.ceil((toMs - fromMs) / lengthMs) }, (_, i) => ({
    ...{ startMs: fromMs + i * lengthMs, lengthMs },
    ...{ pairs: 0, divergent: 0, withNoise: 0, noisy: 0 },
  }));
  for (const { startMs, tally } of steps) {
    const point = points[Math.floor((startMs - fromMs) / lengthMs)]!;
    point.pairs += tally.pairs;
    point.divergent += tally.divergent;
    point.withNoise += tally.withNoise;
    point.noisy += tally.noisy;
  }
  return points;
}
