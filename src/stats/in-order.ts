import { sorted } from './sort.ts';

/**
 * The values in ascending order: themselves, not to be modified, when they are in order already, else in an array of their own.
 * @param values free of NaN.
 */
export function inOrder(values: ArrayLike<number>): Float64Array {
  const numbers = values instanceof Float64Array ? values : new Float64Array(values);
  for (let i = 1; i < numbers.length; i++) if (numbers[i]! < numbers[i - 1]!) return sorted(numbers);
  return numbers;
}
