import type { GaugeSides } from './gauge-contrast.ts';

/**
 * How much more the candidate varies from step to step than the control, per step: ln of the ratio of the mean absolute steps, linearised,
 * so that its mean is exactly that. By steps of the logarithm where every value is positive, else by steps of the value.
 * A step counts when both sides have this one and the one before.
 * @returns undefined when a side never moves: there is no ratio of spreads then.
 */
export function spreadContrast({ control, candidate }: GaugeSides): Float64Array | undefined {
  const n = control.length;
  const isPositive = positive(control) && positive(candidate);
  const moves = stepSizes(candidate, isPositive);
  const controlMoves = stepSizes(control, isPositive);
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
  const mean = sum / both;
  const controlMean = controlSum / both;
  for (let i = 0; i < n; i++) {
    if (Number.isNaN(moves[i]!)) continue;
    moves[i] = moved ? moves[i]! / mean - controlMoves[i]! / controlMean + ratio : 0;
  }
  return moves;
}

/** No value of 0 or below; a missing one is none. */
function positive(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (values[i]! <= 0) return false;
  return true;
}

/** Size of the step to each value from the one before, of the logarithms or of the values; NaN for the first and beside a missing one. */
function stepSizes(values: Float64Array, isPositive: boolean): Float64Array {
  const sizes = new Float64Array(values.length).fill(Number.NaN);
  let before = Number.NaN;
  for (let i = 0; i < values.length; i++) {
    const level = isPositive ? Math.log(values[i]!) : values[i]!;
    sizes[i] = Math.abs(level - before);
    before = level;
  }
  return sizes;
}
