import { sortInPlace } from './sort.ts';

/**
 * The values in ascending order, in an array of their own. Values that are in order already are only copied, which a caller who needs the
 * order several times can rely on.
 *
 * @param values free of NaN.
 */
export function sortedCopy(values: ArrayLike<number>): Float64Array {
  const copy = new Float64Array(values);
  for (let i = 1; i < copy.length; i++) if (copy[i]! < copy[i - 1]!) return sortInPlace(copy);
  return copy;
}
