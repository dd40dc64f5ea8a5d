import type { HistogramData } from '../../src/model/metric-data.ts';

/** A histogram of drawn values. `step` is called once a step and gives what draws its values. */
export function drawHistogram(
  bounds: readonly number[],
  { steps, perStep }: { readonly steps: number; readonly perStep: number },
  step: () => () => number,
): HistogramData {
  const counts = bounds.map(() => new Float64Array(steps));
  for (let t = 0; t < steps; t++) {
    const draw = step();
    for (let i = 0; i < perStep; i++) {
      const value = draw();
      counts[bounds.findIndex((bound) => value <= bound)]![t]! += 1;
    }
  }
  return { kind: 'histogram', bounds: Float64Array.from(bounds), counts };
}
