import { assertLevels, type ConfidenceInterval } from './confidence-interval.ts';
import { lnIncompleteBetaAt } from './incomplete-beta.ts';
import { invertUpperTail } from './invert-upper-tail.ts';

/**
 * Clopper-Pearson limits of a proportion: they hold for every true proportion and every number of trials.
 *
 * @param successes in [0, trials]; may be fractional, as may trials, where overlapping trials are counted for what they are worth.
 * @param trials above 0.
 * @param alpha of each limit, in (0, 0.5): 0.025 makes a 95 % interval.
 * @throws {RangeError} anything outside these.
 * @see Clopper & Pearson (1934); equals scipy 1.17 binomtest(k, n).proportion_ci(1 - 2 * alpha, method="exact") to 1e-9.
 */
export function binomialInterval(successes: number, trials: number, alpha: number): ConfidenceInterval {
  assertLevels([alpha]);
  if (!(trials > 0 && trials < Infinity && successes >= 0 && successes <= trials))
    throw new RangeError(`${successes} of ${trials} is no proportion`);
  const failures = trials - successes;
  return {
    alpha,
    lower: successes === 0 ? 0 : 1 - betaUpperPoint(failures + 1, successes, alpha),
    upper: failures === 0 ? 1 : betaUpperPoint(successes + 1, failures, alpha),
  };
}

/** The x with P(X > x) = tail for X of Beta(a, b); solved for the odds x / (1 - x), which run over (0, Infinity). */
function betaUpperPoint(a: number, b: number, tail: number): number {
  const odds = invertUpperTail((t) => lnIncompleteBetaAt({ x: 1 / (1 + t), y: t / (1 + t) }, b, a), Math.log(tail));
  return odds === Infinity ? 1 : odds / (1 + odds);
}
