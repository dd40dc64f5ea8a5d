import { assertLevels, type ConfidenceInterval } from './confidence-interval.ts';
import { normalQuantileUpper } from './normal.ts';

/** Added to every count, so that a group without events has a ratio with an interval. */
const ADDED = 0.5;

/**
 * How many times larger the share of events is in one group than in another, for one reading.
 *
 * @param group events in [0, trials], trials > 0.
 * @param other likewise.
 * @param alpha error level of each limit, in (0, 0.5).
 * @returns limits > 0 and finite.
 * @see Katz et al. (1978), Biometrics 34, 469-474, with the half counts of Walter (1975), Biometrika 62, 371-374.
 */
export function riskRatioInterval(
  group: { readonly events: number; readonly trials: number },
  other: { readonly events: number; readonly trials: number },
  alpha: number,
): ConfidenceInterval {
  assertLevels([alpha]);
  const [a, n, b, m] = [group.events + ADDED, group.trials + ADDED, other.events + ADDED, other.trials + ADDED];
  const middle = Math.log(a / n / (b / m));
  const reach = normalQuantileUpper(alpha) * Math.sqrt(1 / a - 1 / n + 1 / b - 1 / m);
  return { alpha, lower: Math.exp(middle - reach), upper: Math.exp(middle + reach) };
}
