import { type BlockSums, blockSums } from './block-sums.ts';
import type { BlockMoments } from './long-run-variance.ts';
import { numberRoom } from './room.ts';

/** A variance below this share of what it is the difference of has lost its digits. */
const CANCELLATION = 1e-3;

const roomOfA = numberRoom();
const roomOfB = numberRoom();

/** Moments of the blocks of a - factor * b, for any factor; undefined where the two cancel so far that rounding would show. */
export type ContrastMoments = (factor: number, length: number) => BlockMoments | undefined;

/**
 * The moments of a - factor * b are quadratic in the factor: made once for a length of blocks, they are known for every factor.
 * @param a at least 2 values.
 * @param b as many.
 */
export function contrastMoments(a: Float64Array, b: Float64Array): ContrastMoments {
  const known = new Map<number, BlockProducts>();
  const ofA = blockSums(a);
  const ofB = blockSums(b);
  return (factor, length) => {
    let products = known.get(length);
    if (products === undefined) {
      products = blockProducts(ofA, ofB, length);
      known.set(length, products);
    }
    const { count, mean, squares, lagged } = products;
    const sum = quadratic(squares, factor);
    if (!(sum > CANCELLATION * (squares.aa + factor * factor * squares.bb))) return undefined;
    return { mean: mean.a - factor * mean.b, variance: sum / count, lag1: quadratic(lagged, factor) / sum };
  };
}

/** Sums of products of the deviations of a with those of a, of a with those of b (both ways) and of b with those of b. */
interface Products {
  readonly aa: number;
  readonly ab: number;
  readonly bb: number;
}

interface BlockProducts {
  readonly count: number;
  readonly mean: { readonly a: number; readonly b: number };
  readonly squares: Products;
  readonly lagged: Products;
}

function quadratic({ aa, ab, bb }: Products, factor: number): number {
  return aa - factor * ab + factor * factor * bb;
}

/** Of the latest whole blocks of `length` steps. */
function blockProducts(a: BlockSums, b: BlockSums, length: number): BlockProducts {
  const u = roomOfA(a(length).length);
  const v = roomOfB(b(length).length);
  const mean = { a: putDeviations(a(length), length, u), b: putDeviations(b(length), length, v) };
  let aa = 0;
  let ab = 0;
  let bb = 0;
  let laggedAa = 0;
  let laggedAb = 0;
  let laggedBb = 0;
  let beforeU = 0;
  let beforeV = 0;
  for (let i = 0; i < u.length; i++) {
    const inU = u[i]!;
    const inV = v[i]!;
    aa += inU * inU;
    ab += inU * inV;
    bb += inV * inV;
    laggedAa += inU * beforeU;
    laggedAb += inU * beforeV + inV * beforeU;
    laggedBb += inV * beforeV;
    beforeU = inU;
    beforeV = inV;
  }
  return {
    count: u.length,
    mean,
    squares: { aa, ab: 2 * ab, bb },
    lagged: { aa: laggedAa, ab: laggedAb, bb: laggedBb },
  };
}

/** Puts the deviations of the blocks' means from the mean of all. @returns that mean. */
function putDeviations(sums: Float64Array, length: number, deviations: Float64Array): number {
  let total = 0;
  for (let block = 0; block < sums.length; block++) total += sums[block]!;
  const mean = total / (sums.length * length);
  for (let block = 0; block < sums.length; block++) deviations[block] = sums[block]! / length - mean;
  return mean;
}
