import { normalQuantileUpper } from '../stats/normal.ts';
import type { Samples } from './canary.ts';

/** Standard deviation of the noise, as a share of the value. */
const SPREAD = 1e-5;

/**
 * Two sides that are constant at different values, with a little noise: their interval could not be computed otherwise.
 *
 * Kayenta draws it from a generator without a seed, so that its answer for such a pair is not the same twice. Here value i of n gets
 * the normal quantile of (i + 0.5) / n: the same spread, the same answer every time, and a mean that stays where it was. A value of 0
 * stays 0, and a single value and an infinity stay as they are.
 */
export function apart({ experiment, control }: Samples): Samples {
  return { experiment: shaken(experiment), control: shaken(control) };
}

function shaken(values: readonly number[]): readonly number[] {
  // An infinity times a quantile of 0 would be NaN, which no statistic of the samples is prepared for.
  return values.map((value, i) =>
    Number.isFinite(value) ? value + value * SPREAD * -normalQuantileUpper((i + 0.5) / values.length) : value,
  );
}
