/** Nothing is foreseen further than this many steps. */
export const HORIZON = 5000;

/**
 * The fewest further steps, >= 1, after which a look would be decided; undefined beyond the horizon.
 * @param decided  of a number of further steps; once true it stays true.
 */
export function fewestSteps(decided: (more: number) => boolean): number | undefined {
  let open = 0;
  let more = 1;
  while (!decided(more)) {
    if (more === HORIZON) return undefined;
    open = more;
    more = Math.min(HORIZON, 2 * more);
  }
  while (more - open > 1) {
    const middle = (open + more) >> 1;
    if (decided(middle)) more = middle;
    else open = middle;
  }
  return more;
}
