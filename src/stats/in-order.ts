import { sorted } from './sort.ts';

/**
 * The values in ascending order: themselves, not to be modified, when they are in order already, which a caller who needs the order several
 * times can rely on; else in an array of their own.
 *
 * @param values free of NaN.
 */
export function inOrder(values: ArrayLike<number>): Float64Array {
  for (let i = 1; i < values.length; i++)
    if (values[i]! < values[i - 1]!) return sorted(values instanceof Float64Array ? values : new Float64Array(values));
  return values instanceof Float64Array ? values : new Float64Array(values);
}
