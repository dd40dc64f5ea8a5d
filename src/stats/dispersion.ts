import { type EventSteps, sum } from './event-steps.ts';
import { numberRoom } from './room.ts';

const MAX_PHI = 0.97;

const weightRoom = numberRoom();
const residualRoom = numberRoom();

/**
 * How many times larger the variance of the difference of the two rates is, over steps, than independent events would make it, >= 1.
 * Events come in bursts and rates wander: counts divided by this factor are worth their number again.
 * The weighted rate difference of each step, its residual variance over the Poisson one, times the inflation of an AR(1) model when
 * neighbouring steps agree more often than not.
 *
 * @returns 1 when there are fewer than 2 steps or no events.
 * @see Rao & Scott, The analysis of categorical data from complex sample surveys (1981), for deflating counts by a design effect.
 */
export function dispersion({ control, candidate }: EventSteps): number {
  const n = control.events.length;
  const weight = weightRoom(n);
  const residual = residualRoom(n);
  let difference = 0;
  let poisson = 0;
  for (let t = 0; t < n; t++) {
    const [c, d] = [control.exposure[t]!, candidate.exposure[t]!];
    const [x, y] = [control.events[t]!, candidate.events[t]!];
    const w = (c * d) / (c + d);
    weight[t] = w;
    residual[t] = w * (y / d - x / c);
    difference += residual[t]!;
    poisson += w * w * (x / c ** 2 + y / d ** 2);
  }
  if (n < 2 || !(poisson > 0)) return 1;

  const mean = difference / sum(weight);
  let squares = 0;
  let products = 0;
  for (let t = 0; t < n; t++) {
    residual[t]! -= weight[t]! * mean;
    squares += residual[t]! * residual[t]!;
    if (t > 0) products += residual[t]! * residual[t - 1]!;
  }
  if (squares === 0) return 1;
  return Math.max(1, (n / (n - 1)) * (squares / poisson) * inflation(products / squares, n));
}

/** How many steps one independent step is worth, in [1, n / 2]; `phi` is the sample's lag-1 autocorrelation. */
export function inflation(phi: number, n: number): number {
  if (!(phi > 0)) return 1;
  const unbiased = phi + (1 + 3 * phi) / n;
  const upper = Math.min(unbiased + 0.5 * Math.sqrt(Math.max(1 - unbiased * unbiased, 0.05) / n), MAX_PHI);
  return Math.min((1 + upper) / (1 - upper), n / 2);
}
