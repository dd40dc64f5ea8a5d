/** Below this many values sorting is no slower than selecting. */
const SORTED_BELOW = 32;

/**
 * The value that sorting in ascending order would put at index k, found in linear time on average: Hoare's selection around the median
 * of three. `values` is reordered so that everything before k is no larger and everything after it no smaller.
 *
 * @param values free of NaN; infinities are values like any other.
 * @param k      0 to values.length - 1.
 * @see Hoare (1961), Algorithm 65: find.
 */
export function selectInPlace(values: Float64Array, k: number): number {
  let left = 0;
  let right = values.length - 1;
  while (right - left >= SORTED_BELOW) {
    const pivot = medianOfThree(values[left]!, values[(left + right) >> 1]!, values[right]!);
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const value = values[i]!;
      values[i++] = values[j]!;
      values[j--] = value;
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else return values[k]!;
  }
  for (let i = left + 1; i <= right; i++) {
    const value = values[i]!;
    let at = i;
    for (; at > left && values[at - 1]! > value; at--) values[at] = values[at - 1]!;
    values[at] = value;
  }
  return values[k]!;
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
