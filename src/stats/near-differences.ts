import { countRoom, numberRoom } from './room.ts';
import { countsUpTo, endedSamples, type Staircase, staircases, type Three } from './staircase.ts';

/** All differences of a range. */
export interface MadeDifferences {
  /** How many differences there are below the range. */
  readonly countBelow: number;
  /** In any order; reordered by who selects among them. */
  readonly differences: Float64Array;
}

/** Guesses of all three ranks before those that are still far are given up. */
const ROUNDS = 4;

const differenceRoom = numberRoom();
const rowRoom = countRoom();

/**
 * Of all n * m differences candidate - control a few hundred around each of three ranks, without making the others.
 *
 * The differences up to a guess of the outer ranks are counted. The line through the counts tells the next guesses, which are mostly near
 * enough to make the differences from there to the ranks and a few beyond.
 *
 * @param control   n finite values in ascending order.
 * @param candidate m finite values in ascending order; no difference may overflow.
 * @param ranks each 1 to n * m, in ascending order.
 * @returns a range for each rank that was come near to; none of them has to be where many differences are equal.
 */
export function nearDifferences(control: Float64Array, candidate: Float64Array, ranks: Three<number>): readonly MadeDifferences[] {
  const n = control.length;
  const m = candidate.length;
  const near = (n + m) / 6;
  const ended = endedSamples(control, candidate);
  // As if both sides were normal: differences per unit in the middle.
  const normal = (0.54 * n * m) / Math.hypot(quartileRange(control), quartileRange(candidate));
  const middle = candidate[m >> 1]! - control[n >> 1]!;
  const outer = [middle + (ranks[0] - (n * m) / 2) / normal, middle + (ranks[2] - (n * m) / 2) / normal] as const;
  if (!outer.every(Number.isFinite)) return [];
  const counts = countsUpTo(ended, outer);
  const density = slope(counts, outer) ?? normal;
  // For each rank the limit counted last; from there to the next guess, and the counts on the way tell how dense the differences are there.
  let points = ofThree((i): Point => ({ value: outer[i >> 1]!, count: counts[i >> 1]!, density }));
  let found: Three<Staircase>;
  for (let round = 1; ; round++) {
    const last = points;
    const guesses = ofThree((i) => last[i].value + (ranks[i] - last[i].count) / last[i].density);
    if (!guesses.every(Number.isFinite)) return [];
    found = staircases(ended, guesses);
    points = ofThree((i): Point => {
      const { count } = found[i];
      // Between two limits so near to each other the differences are too uneven.
      const isTold = Math.abs(count - last[i].count) > near;
      const told = isTold ? slope([last[i].count, count], [last[i].value, guesses[i]]) : undefined;
      return { value: guesses[i], count, density: told ?? last[i].density };
    });
    if (round === ROUNDS || points.every(({ count }, i) => Math.abs(ranks[i]! - count) < near)) break;
  }
  const room = differenceRoom((n + m) >> 1);
  return ranks.flatMap((rank, i) => differencesTo({ control, candidate, ...points[i]!, first: found[i]!.first, room }, rank));
}

/** Differences per unit between two values, by their counts; undefined where these do not tell. */
function slope(counts: readonly [number, number], values: readonly [number, number]): number | undefined {
  const density = (counts[1] - counts[0]) / (values[1] - values[0]);
  return density > 0 && density < Infinity ? density : undefined;
}

function ofThree<T>(of: (i: 0 | 1 | 2) => T): Three<T> {
  return [of(0), of(1), of(2)];
}

/** Between the quartiles of values in ascending order. */
export function quartileRange(sorted: Float64Array): number {
  return sorted[Math.floor(0.75 * (sorted.length - 1))]! - sorted[Math.floor(0.25 * (sorted.length - 1))]!;
}

/** A limit, how many differences are at most that, and how many there are per unit around it. */
interface Point {
  readonly value: number;
  readonly count: number;
  readonly density: number;
}

interface Start extends Point, Staircase {
  readonly control: Float64Array;
  readonly candidate: Float64Array;
  /** Where differences are put. */
  readonly room: Float64Array;
}

/** The differences between the limit and the one of a rank, and some beyond; none when they are more than there is room for. */
function differencesTo(start: Start, rank: number): readonly MadeDifferences[] {
  const { count, value, density, room } = start;
  const missed = rank - count;
  const isAbove = missed > 0;
  const put = isAbove ? differencesAbove : differencesBelow;
  for (const beyond of [room.length / 24, room.length / 3]) {
    const filled = put(start, value + (missed + (isAbove ? beyond : -beyond)) / density);
    if (filled < (isAbove ? missed : 1 - missed)) continue;
    return [{ countBelow: isAbove ? count : count - filled, differences: room.slice(0, filled) }];
  }
  return [];
}

/** Puts the differences above the point's up to another limit into the room. @returns how many; 0 when there is not room for all. */
function differencesAbove({ control, candidate, first, room }: Start, upTo: number): number {
  const rows = rowRoom(candidate.length);
  let found = 0;
  // Few rows have any, and which cannot be foreseen: they are found without a branch before.
  for (let i = 0; i < candidate.length; i++) {
    rows[found] = i;
    found += +(candidate[i]! - control[Math.max(first[i]! - 1, 0)]! <= upTo);
  }
  let filled = 0;
  for (let row = 0; row < found; row++) {
    const value = candidate[rows[row]!]!;
    for (let j = first[rows[row]!]! - 1; j >= 0; j--) {
      const difference = value - control[j]!;
      if (difference > upTo) break;
      if (filled === room.length) return 0;
      room[filled++] = difference;
    }
  }
  return filled;
}

/** The same with those from another limit up to the point's. */
function differencesBelow({ control, candidate, first, room }: Start, from: number): number {
  const rows = rowRoom(candidate.length);
  let found = 0;
  for (let i = 0; i < candidate.length; i++) {
    rows[found] = i;
    found += +(candidate[i]! - control[Math.min(first[i]!, control.length - 1)]! >= from);
  }
  let filled = 0;
  for (let row = 0; row < found; row++) {
    const value = candidate[rows[row]!]!;
    for (let j = first[rows[row]!]!; j < control.length; j++) {
      const difference = value - control[j]!;
      if (difference < from) break;
      if (filled === room.length) return 0;
      room[filled++] = difference;
    }
  }
  return filled;
}
