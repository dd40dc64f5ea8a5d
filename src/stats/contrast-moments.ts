import type { BlockMoments } from './long-run-variance.ts';

/** A variance below this share of what it is the difference of has lost its digits. */
const CANCELLATION = 1e-3;

/** Moments of the blocks of a - factor * b, for any factor; undefined where the two cancel so far that rounding would show. */
export type ContrastMoments = (factor: number, length: number) => BlockMoments | undefined;

/**
 * The moments of a - factor * b are quadratic in the factor: made once for a length of blocks, they are known for every factor.
 * @param a at least 2 values.
 * @param b as many.
 */
export function contrastMoments(a: Float64Array, b: Float64Array): ContrastMoments {
  const known = new Map<number, BlockProducts>();
  return (factor, length) => {
    let products = known.get(length);
    if (products === undefined) {
      products = blockProducts(a, b, length);
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
function blockProducts(a: Float64Array, b: Float64Array, length: number): BlockProducts {
  const ofA = blockDeviations(a, length);
  const ofB = blockDeviations(b, length);
  const squares = { aa: 0, ab: 0, bb: 0 };
  const lagged = { aa: 0, ab: 0, bb: 0 };
  const { deviations: u } = ofA;
  const { deviations: v } = ofB;
  for (let i = 0; i < u.length; i++) {
    squares.aa += u[i]! * u[i]!;
    squares.ab += 2 * u[i]! * v[i]!;
    squares.bb += v[i]! * v[i]!;
    if (i === 0) continue;
    lagged.aa += u[i]! * u[i - 1]!;
    lagged.ab += u[i]! * v[i - 1]! + v[i]! * u[i - 1]!;
    lagged.bb += v[i]! * v[i - 1]!;
  }
  return { count: u.length, mean: { a: ofA.mean, b: ofB.mean }, squares, lagged };
}

function blockDeviations(series: Float64Array, length: number): { readonly mean: number; readonly deviations: Float64Array } {
  const deviations = new Float64Array(Math.floor(series.length / length));
  let total = 0;
  for (let block = 0, at = series.length - deviations.length * length; block < deviations.length; block++) {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += series[at++]!;
    total += sum;
    deviations[block] = sum / length;
  }
  const mean = total / (deviations.length * length);
  for (let block = 0; block < deviations.length; block++) deviations[block]! -= mean;
  return { mean, deviations };
}
