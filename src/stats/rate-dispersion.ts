import { inflation } from './dispersion.ts';

/** With fewer events than this a step's count says next to nothing about its rate. */
const LEAST_STEPS = 10;

/**
 * How many trials are worth one independent trial, >= 1: the variance of the events of a step about the common rate over what independent
 * trials would have, times the inflation of an AR(1) model when neighbouring steps agree more often than not.
 *
 * @param events  by step, in time order, each in [0, trials of the step].
 * @param trials  by step; steps without any are passed over.
 * @returns 1 with fewer than 10 steps, or with no event or nothing but events.
 * @see McCullagh & Nelder, Generalized Linear Models (1989), 4.5, for Pearson's statistic over its degrees of freedom.
 */
export function rateDispersion(events: ArrayLike<number>, trials: ArrayLike<number>): number {
  const steps: number[] = [];
  let [allEvents, allTrials] = [0, 0];
  for (let t = 0; t < trials.length; t++) {
    if (!(trials[t]! > 0)) continue;
    steps.push(t);
    allEvents += events[t]!;
    allTrials += trials[t]!;
  }
  const n = steps.length;
  const rate = allEvents / allTrials;
  if (n < LEAST_STEPS || !(rate > 0 && rate < 1)) return 1;
  let [squares, products, previous] = [0, 0, 0];
  for (const t of steps) {
    const residual = (events[t]! - rate * trials[t]!) / Math.sqrt(trials[t]! * rate * (1 - rate));
    squares += residual * residual;
    products += residual * previous;
    previous = residual;
  }
  return Math.max(1, (squares / (n - 1)) * inflation(products / squares, n));
}
