import { countRoom, numberRoom } from './room.ts';

/**
 * The differences candidate - control of two sorted samples are a matrix with sorted rows and columns: those up to a limit end at a
 * staircase through it.
 */
export interface Staircase {
  /** How many differences are at most the limit. */
  readonly count: number;
  /**
   * For each value of the candidate the index of the first of the control with which its difference is at most the limit; n where there is
   * none. One entry more than the candidate has values.
   */
  readonly first: Uint32Array;
}

export type Three<T> = readonly [T, T, T];

/** Two sorted samples, each with an infinity behind its last value, at which every walk turns by itself. */
export interface EndedSamples {
  readonly control: Float64Array;
  readonly candidate: Float64Array;
}

const controlRoom = numberRoom();
const candidateRoom = numberRoom();
const firstRooms = [countRoom(), countRoom(), countRoom()] as const;

/**
 * @param control finite values in ascending order.  @param candidate likewise.
 * @returns good until the next call.
 */
export function endedSamples(control: Float64Array, candidate: Float64Array): EndedSamples {
  return { control: withEnd(control, controlRoom(control.length + 1)), candidate: withEnd(candidate, candidateRoom(candidate.length + 1)) };
}

function withEnd(values: Float64Array, ended: Float64Array): Float64Array {
  ended.set(values);
  ended[values.length] = Infinity;
  return ended;
}

/**
 * The staircases of three finite limits, in any order, in (n + m) / 2 rounds. They are good until the next call.
 *
 * A walk along a staircase waits for the comparison of each step, so six are made side by side: for each limit one from the start, and one
 * from where its staircase crosses the middle diagonal. No step branches on its comparison: which way is next cannot be foreseen.
 */
export function staircases({ control: x, candidate: y }: EndedSamples, [a, b, c]: Three<number>): Three<Staircase> {
  const n = x.length - 1;
  const m = y.length - 1;
  // As many steps in either half; an odd number gets one more, at the end, where all control values are passed.
  const odd = (n + m) % 2;
  const half = (n + m + odd) / 2;
  const firstA = firstRooms[0](m + 1);
  const firstB = firstRooms[1](m + 1);
  const firstC = firstRooms[2](m + 1);
  const middleA = crossing(x, y, { diagonal: half, limit: a });
  const middleB = crossing(x, y, { diagonal: half, limit: b });
  const middleC = crossing(x, y, { diagonal: half, limit: c });
  let a1 = 0;
  let b1 = 0;
  let c1 = 0;
  let a2 = middleA;
  let b2 = middleB;
  let c2 = middleC;
  let sumA = 0;
  let sumB = 0;
  let sumC = 0;
  for (let early = 0, late = half; early < half; early++, late++) {
    sumA += a1 + a2;
    sumB += b1 + b2;
    sumC += c1 + c2;
    firstA[early - a1] = a1;
    firstA[late - a2] = a2;
    firstB[early - b1] = b1;
    firstB[late - b2] = b2;
    firstC[early - c1] = c1;
    firstC[late - c2] = c2;
    a1 += +(y[early - a1]! - x[a1]! > a);
    a2 += +(y[late - a2]! - x[a2]! > a);
    b1 += +(y[early - b1]! - x[b1]! > b);
    b2 += +(y[late - b2]! - x[b2]! > b);
    c1 += +(y[early - c1]! - x[c1]! > c);
    c2 += +(y[late - c2]! - x[c2]! > c);
  }
  // The early walk mostly ends within the row where the late one began, and wrote there last.
  firstA[half - middleA] = turn(x, { value: y[half - middleA]!, limit: a, from: middleA });
  firstB[half - middleB] = turn(x, { value: y[half - middleB]!, limit: b, from: middleB });
  firstC[half - middleC] = turn(x, { value: y[half - middleC]!, limit: c, from: middleC });
  // Summed over the steps is the index of the control: 0 to n - 1 where that moves; where the candidate moves, what its row lacks of n.
  const most = n * m + (n * (n - 1)) / 2 + odd * n;
  return [
    { count: most - sumA, first: firstA },
    { count: most - sumB, first: firstB },
    { count: most - sumC, first: firstC },
  ];
}

/** How many differences are at most each of two finite limits: the same walk, for the counts alone. */
export function countsUpTo({ control: x, candidate: y }: EndedSamples, [a, b]: readonly [number, number]): readonly [number, number] {
  const n = x.length - 1;
  const m = y.length - 1;
  const odd = (n + m) % 2;
  const half = (n + m + odd) / 2;
  let a1 = 0;
  let b1 = 0;
  let a2 = crossing(x, y, { diagonal: half, limit: a });
  let b2 = crossing(x, y, { diagonal: half, limit: b });
  let sumA = 0;
  let sumB = 0;
  for (let early = 0, late = half; early < half; early++, late++) {
    sumA += a1 + a2;
    sumB += b1 + b2;
    a1 += +(y[early - a1]! - x[a1]! > a);
    a2 += +(y[late - a2]! - x[a2]! > a);
    b1 += +(y[early - b1]! - x[b1]! > b);
    b2 += +(y[late - b2]! - x[b2]! > b);
  }
  const most = n * m + (n * (n - 1)) / 2 + odd * n;
  return [most - sumA, most - sumB];
}

/** Index of the control where the staircase of a limit crosses the diagonal of so many steps from the start. */
function crossing(x: Float64Array, y: Float64Array, { diagonal, limit }: { readonly diagonal: number; readonly limit: number }): number {
  let low = Math.max(0, diagonal - (y.length - 1));
  let high = Math.min(diagonal, x.length - 1);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (y[diagonal - 1 - middle]! - x[middle]! > limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first index from `from` on with which the difference of a value is at most the limit. */
function turn(x: Float64Array, { value, limit, from }: { readonly value: number; readonly limit: number; readonly from: number }): number {
  let j = from;
  while (value - x[j]! > limit) j++;
  return j;
}
