import { assertLevels, type ConfidenceInterval } from './confidence-interval.ts';
import { findRoot } from './find-root.ts';
import { type RateMarginEvidence, trialsMargin } from './rate-margin.ts';

/** Log-odds of 1e-9 and of 1 less 1e-9: nothing is looked for beyond. */
const LEAST = -20.7;
const MOST = 20.7;

/**
 * The chances of an event that the events so far do not speak against, at every number of trials together: however often one looks, the
 * chance that the true one is ever left out at an end is at most alpha.
 *
 * @param events  in [0, trials], may be fractional (deflated counts).
 * @param trials  >= 0, likewise; 0 gives [0, 1].
 * @param alpha   of each limit, in (0, 0.5).
 * @throws {RangeError} arguments outside these.
 * @see Howard, Ramdas, McAuliffe & Sekhon (2021), confidence sequences by inverting a mixture: every chance is held against `trialsMargin`,
 *      so a limit is beyond an objective exactly when that proves the objective broken or kept.
 */
export function rateSequence(events: number, trials: number, alpha: number): ConfidenceInterval {
  assertLevels([alpha]);
  if (trials === 0 && events === 0) return { alpha, lower: 0, upper: 1 };
  if (!(trials >= 0 && trials < Infinity && events >= 0 && events <= trials)) throw new RangeError(`${events} of ${trials} is no share`);
  const needed = -Math.log(alpha);
  const share = events / trials;
  // Without events, or with nothing else, a little inside: far from every number of trials each evaluation is slow.
  const inside = Math.min(0.1, trials / 4);
  const near = Math.min(Math.max(events, inside), trials - inside) / trials;
  const start = Math.max(LEAST, Math.min(MOST, Math.log(near / (1 - near))));
  const excess = (side: keyof RateMarginEvidence, logOdds: number): number =>
    trialsMargin(events, trials, logistic(logOdds))[side] - needed;
  /** Outwards from the share in growing strides, so that chances far from any sense are not tried; undefined where none is rejected. */
  const end = (side: keyof RateMarginEvidence, towards: number): number | undefined => {
    let inner = { at: start, value: excess(side, start) };
    for (let stride = 0.25; inner.at !== towards; stride *= 2) {
      const at = towards < start ? Math.max(towards, inner.at - stride) : Math.min(towards, inner.at + stride);
      const outer = { at, value: excess(side, at) };
      if (outer.value > 0) return logistic(findRoot((x) => excess(side, x), outer, inner, 1e-10));
      inner = outer;
    }
    return undefined;
  };
  return {
    alpha,
    lower: Math.min(share, (events > 0 && end('above', LEAST)) || 0),
    upper: Math.max(share, (events < trials && end('below', MOST)) || 1),
  };
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
