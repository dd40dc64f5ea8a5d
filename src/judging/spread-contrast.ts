import type { GaugeSides } from './gauge-contrast.ts';

/**
 * How much more the candidate varies from step to step than the control, per step: ln of the ratio of the mean absolute steps, linearised,
 * so that its mean is exactly that. By steps of the logarithm where every value is positive, else by steps of the value.
 * A step counts when both sides have this one and the one before.
 * @returns undefined when a side never moves: there is no ratio of spreads then.
 */
export function spreadContrast({ control, candidate }: GaugeSides): Float64Array | undefined {
  const positive = [control, candidate].every((side) => side.every((value) => !(value <= 0)));
  const level = positive ? Math.log : (value: number): number => value;
  const moves = new Float64Array(control.length).fill(Number.NaN);
  const controlMoves = moves.slice();
  let sum = 0;
  let controlSum = 0;
  let n = 0;
  for (let i = 1; i < control.length; i++) {
    const move = Math.abs(level(candidate[i]!) - level(candidate[i - 1]!));
    const controlMove = Math.abs(level(control[i]!) - level(control[i - 1]!));
    if (!Number.isFinite(move) || !Number.isFinite(controlMove)) continue;
    moves[i] = move;
    controlMoves[i] = controlMove;
    sum += move;
    controlSum += controlMove;
    n++;
  }
  if (n === 0) return moves;
  if (sum === 0 || controlSum === 0) return sum === controlSum ? moves.map((move) => (Number.isNaN(move) ? move : 0)) : undefined;
  const ratio = Math.log(sum / controlSum);
  return moves.map((move, i) => move / (sum / n) - controlMoves[i]! / (controlSum / n) + ratio);
}
