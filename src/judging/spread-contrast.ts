import { logarithms } from '../stats/logarithms.ts';
import { numberRoom } from '../stats/room.ts';
import type { GaugeSides } from './gauge-contrast.ts';

const levelRoom = numberRoom();
const controlRoom = numberRoom();

/**
 * How much more the candidate varies from step to step than the control, per step: ln of the ratio of the mean absolute steps, linearised,
 * so that its mean is exactly that. By steps of the logarithm where every value is positive, else by steps of the value.
 * A step counts when both sides have this one and the one before.
 * @returns undefined when a side never moves: there is no ratio of spreads then.
 */
export function spreadContrast({ control, candidate }: GaugeSides): Float64Array | undefined {
  const n = control.length;
  const isPositive = positive(control) && positive(candidate);
  const moves = stepSizes(candidate, isPositive, new Float64Array(n));
  const controlMoves = stepSizes(control, isPositive, controlRoom(n));
  let sum = 0;
  let controlSum = 0;
  let both = 0;
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(moves[i]!) || !Number.isFinite(controlMoves[i]!)) {
      moves[i] = Number.NaN;
      continue;
    }
    sum += moves[i]!;
    controlSum += controlMoves[i]!;
    both++;
  }
  if (both === 0) return moves;
  const moved = sum > 0 && controlSum > 0;
  if (!moved && sum !== controlSum) return undefined;
  const ratio = Math.log(sum / controlSum);
  const perMean = moved ? both / sum : 0;
  const perControlMean = moved ? both / controlSum : 0;
  const level = moved ? ratio : 0;
  // A step that is missing stays NaN.
  for (let i = 0; i < n; i++) moves[i] = moves[i]! * perMean - controlMoves[i]! * perControlMean + level;
  return moves;
}

/** No value of 0 or below; a missing one is none. */
function positive(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (values[i]! <= 0) return false;
  return true;
}

/** Puts in `sizes` that of the step to each value from the one before, of the logarithms or of the values; NaN for the first and beside a missing one. */
function stepSizes(values: Float64Array, isPositive: boolean, sizes: Float64Array): Float64Array {
  const levels = isPositive ? logarithms(values, levelRoom(values.length)) : values;
  let before = Number.NaN;
  for (let i = 0; i < values.length; i++) {
    const level = levels[i]!;
    sizes[i] = Math.abs(level - before);
    before = level;
  }
  return sizes;
}
