import type { Json } from '../model/json.ts';
import { PairError } from './pair-error.ts';

export interface Angle {
  /** In [-1, 1]. */
  readonly cosine: number;
  /** Length of the other vector by that of the control's, > 0. */
  readonly normRatio: number;
}

/** Sums of squares beyond these have lost digits, or overflowed. */
const LEAST_SQUARES = 1e-280;
const MOST_SQUARES = 1e280;

/**
 * The angle between two vectors, and how their lengths compare.
 * @throws {PairError} NOT_A_VECTOR, EMPTY_VECTOR, DIMENSION_MISMATCH, NOT_A_NUMBER, ZERO_VECTOR.
 */
export function angleBetween(control: Json, other: Json): Angle {
  if (!Array.isArray(control) || !Array.isArray(other)) throw new PairError('NOT_A_VECTOR', 'an answer is no list of numbers');
  const size = control.length;
  if (size !== other.length) throw new PairError('DIMENSION_MISMATCH', `the vectors have ${size} and ${other.length} numbers`);
  if (size === 0) throw new PairError('EMPTY_VECTOR', 'the vectors have no numbers');
  let dot = 0;
  let squares = 0;
  let otherSquares = 0;
  for (let i = 0; i < size; i++) {
    const x: unknown = control[i];
    const y: unknown = other[i];
    if (typeof x !== 'number' || typeof y !== 'number') throw new PairError('NOT_A_NUMBER', `number ${i} of a vector is no number`);
    dot += x * y;
    squares += x * x;
    otherSquares += y * y;
  }
  const isSafe = (sum: number): boolean => sum > LEAST_SQUARES && sum < MOST_SQUARES;
  if (isSafe(squares) && isSafe(otherSquares)) return angle(dot, Math.sqrt(squares), Math.sqrt(otherSquares));
  return angleOfScaled(control, other);
}

/** With the largest number of each vector made 1, so that squares of very large and very small ones count. */
function angleOfScaled(control: readonly number[], other: readonly number[]): Angle {
  const scale = largest(control);
  const otherScale = largest(other);
  const scaled = control.map((x) => x / scale);
  const otherScaled = other.map((x) => x / otherScale);
  const norm = normOf(scaled);
  const otherNorm = normOf(otherScaled);
  const { cosine, normRatio } = angle(
    scaled.reduce((sum, x, i) => sum + x * otherScaled[i]!, 0),
    norm,
    otherNorm,
  );
  const ratio = normRatio * (otherScale / scale);
  return { cosine, normRatio: Math.min(Number.MAX_VALUE, Math.max(Number.MIN_VALUE, ratio)) };
}

function normOf(vector: readonly number[]): number {
  return Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
}

function angle(dot: number, norm: number, otherNorm: number): Angle {
  return { cosine: Math.min(1, Math.max(-1, dot / (norm * otherNorm))), normRatio: otherNorm / norm };
}

function largest(vector: readonly number[]): number {
  let most = 0;
  for (const x of vector) {
    if (!Number.isFinite(x)) throw new PairError('NOT_A_NUMBER', 'a number of a vector is too large to be compared');
    most = Math.max(most, Math.abs(x));
  }
  if (most === 0) throw new PairError('ZERO_VECTOR', 'a vector has no direction: all of its numbers are 0');
  return most;
}
