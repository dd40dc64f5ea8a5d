import { assertFiniteSample } from './assert-sample.ts';
import { inOrder } from './in-order.ts';

declare const checked: unique symbol;

/** Two samples of finite values in ascending order. Only `orderedSamples` makes them, so that whoever gets them need not look again. */
export interface OrderedSamples {
  readonly control: Float64Array;
  readonly candidate: Float64Array;
  readonly [checked]: true;
}

/**
 * Two samples as the statistics of ranks need them: checked and sorted once for all that are asked for.
 *
 * @param control   at least 1 finite value, any order; not modified.
 * @param candidate likewise, same unit.
 * @throws {RangeError} a sample is empty, or holds NaN or an infinity.
 */
export function orderedSamples(control: ArrayLike<number>, candidate: ArrayLike<number>): OrderedSamples {
  assertFiniteSample('control', control);
  assertFiniteSample('candidate', candidate);
  return { control: inOrder(control), candidate: inOrder(candidate) } as OrderedSamples;
}
