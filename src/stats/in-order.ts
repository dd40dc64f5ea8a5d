import { assertFiniteSample } from './assert-sample.ts';
import { sorted } from './sort.ts';

/**
 * The values in ascending order: themselves, not to be modified, when they are in order already, which a caller who needs the order several
 * times can rely on; else in an array of their own.
 *
 * @param values free of NaN.
 */
export function inOrder(values: ArrayLike<number>): Float64Array {
  return isAscending(values) ? numbers(values) : sorted(numbers(values));
}

/**
 * `inOrder` of values that have to be finite. What is in order is so when its ends are.
 * @throws {RangeError} as `assertFiniteSample`.
 */
export function finiteInOrder(name: string, values: ArrayLike<number>): Float64Array {
  if (isAscending(values) && values[0]! > -Infinity && values[values.length - 1]! < Infinity) return numbers(values);
  assertFiniteSample(name, values);
  return sorted(numbers(values));
}

/** False for two values or more with NaN among them. */
function isAscending(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (!(values[i]! >= values[i - 1]!)) return false;
  return true;
}

function numbers(values: ArrayLike<number>): Float64Array {
  return values instanceof Float64Array ? values : new Float64Array(values);
}
