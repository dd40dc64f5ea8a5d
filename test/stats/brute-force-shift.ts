/** Twin of the selection in src/stats: makes and sorts all n * m differences candidate - control. */
export function allDifferences(control: ArrayLike<number>, candidate: ArrayLike<number>): Float64Array {
  const differences = new Float64Array(control.length * candidate.length);
  let filled = 0;
  for (let i = 0; i < candidate.length; i++)
    for (let j = 0; j < control.length; j++) differences[filled++] = candidate[i]! - control[j]! + 0;
  return differences.sort();
}
