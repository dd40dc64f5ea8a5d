import { lnBeta } from './gamma.ts';
import { lnIncompleteBetaAt } from './incomplete-beta.ts';

const PRIOR_TRIALS = 2;

/**
 * Natural logarithm of an e-value against "the chance of success is `nullShare` or less": the likelihood ratio averaged over a
 * Beta prior around the null cut to the chances above the null. Under the null the chance that it ever exceeds ln(1 / a), at any number
 * of trials, is at most a, so it may be looked at after every trial.
 *
 * It is worked out as a whole in logarithms. The mass of the posterior above the null is far below the smallest number when the
 * successes are clearly too few, while the term it is multiplied with is as far above the largest one: cutting the first off at a
 * small constant would turn the strongest absence of evidence into certain proof.
 *
 * @param successes  in [0, trials], may be fractional (deflated counts).
 * @param trials     >= 0, may be fractional. 0 gives 0: no evidence.
 * @param nullShare  in (0, 1), p below.
 * @param priorTrials  > 0, m below: the prior is Beta(m p, m (1 - p)). The default 2 is weak, so that the data speak early.
 * @returns any real number, -Infinity where even its logarithm cannot be told apart from no evidence at all; never +Infinity or NaN.
 * @throws {RangeError} an argument outside its range.
 * @see Robbins, Statistical methods related to the law of the iterated logarithm (1970); Howard et al. (2021), beta-binomial mixture.
 */
export function logEValueAbove(successes: number, trials: number, nullShare: number, priorTrials: number = PRIOR_TRIALS): number {
  if (!(nullShare > 0 && nullShare < 1)) throw new RangeError(`null share ${nullShare} is not in (0, 1)`);
  if (!(successes >= 0 && successes <= trials && trials < Infinity)) {
    throw new RangeError(`${successes} successes of ${trials} trials`);
  }
  if (trials === 0) return 0;
  const failures = trials - successes;
  const a = priorTrials * nullShare;
  const b = priorTrials * (1 - nullShare);
  const posterior = lnMassAbove(a + successes, b + failures, nullShare);
  const prior = lnMassAbove(a, b, nullShare);
  const value = posterior - prior - successes * Math.log(nullShare) - failures * Math.log1p(-nullShare);
  return Number.isNaN(value) ? -Infinity : value;
}

/** The same against "the chance of success is `nullShare` or more". */
export function logEValueBelow(successes: number, trials: number, nullShare: number, priorTrials: number = PRIOR_TRIALS): number {
  if (!(successes >= 0 && successes <= trials)) throw new RangeError(`${successes} successes of ${trials} trials`);
  return logEValueAbove(trials - successes, trials, 1 - nullShare, priorTrials);
}

/** ln of the integral of p^(a - 1) (1 - p)^(b - 1) over p > share: the regularised upper tail is the lower one of the mirrored law. */
function lnMassAbove(a: number, b: number, share: number): number {
  return lnIncompleteBetaAt({ x: 1 - share, y: share }, b, a) + lnBeta(a, b);
}
