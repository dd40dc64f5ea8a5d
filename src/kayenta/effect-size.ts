import { rankSumOf } from '../stats/ranks.ts';
import type { Samples } from './canary.ts';
import { correctedMean } from './side-stats.ts';

/** Mean of the experiment over mean of the control; NaN when either is 0. Neither side may be empty. */
export function ratioOfMeans({ experiment, control }: Samples): number {
  const of = correctedMean(experiment);
  const against = correctedMean(control);
  return of === 0 || against === 0 ? Number.NaN : of / against;
}

/** Common language effect size: P(experiment > control), ties one half. In [0, 1]; neither side may be empty. */
export function commonLanguageSize({ experiment, control }: Samples): number {
  const m = experiment.length;
  const { rankSum } = rankSumOf(experiment, control);
  return (2 * rankSum - m * (m + 1)) / (2 * m * control.length);
}
