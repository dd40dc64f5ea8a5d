import type { JudgeInput } from '../../src/judge-kit.ts';

/** Input of a gauge judge with everything usual filled in: 10 % tolerance, a rise is harm. */
export function gaugeInput(
  control: ArrayLike<number>,
  candidate: ArrayLike<number>,
  more: Partial<Omit<JudgeInput<'gauge'>, 'data'>> = {},
): JudgeInput<'gauge'> {
  return {
    metric: 'p99',
    kind: 'gauge',
    mode: 'canary',
    direction: 'increase',
    tolerance: { ratio: 0.1 },
    alpha: 0.05,
    promoteAlpha: 0.05,
    minSamples: 10,
    stepMs: 60_000,
    stepsLeft: 100,
    data: {
      kind: 'gauge',
      control: { kind: 'gauge', values: Float64Array.from(control) },
      candidate: { kind: 'gauge', values: Float64Array.from(candidate) },
    },
    ...more,
  };
}
