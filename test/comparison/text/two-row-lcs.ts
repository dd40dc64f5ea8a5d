/** The longest common subsequence by the definition: a table over all pairs of prefixes, of which two rows are kept. */
export function twoRowLcs(a: Int32Array, b: Int32Array): number {
  let before = new Int32Array(b.length + 1);
  let row = new Int32Array(b.length + 1);
  for (const value of a) {
    for (let j = 0; j < b.length; j++) row[j + 1] = value === b[j] ? before[j]! + 1 : Math.max(before[j + 1]!, row[j]!);
    [before, row] = [row, before];
  }
  return before[b.length]!;
}
