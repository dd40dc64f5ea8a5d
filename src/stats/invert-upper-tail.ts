import { findRoot } from './find-root.ts';

/**
 * The point t > 0 at which a decreasing log tail reaches `target`, to about 1e-15 relative.
 * Solved in ln t inside a bracket, so it cannot run away.
 *
 * @param lnTail natural logarithm of the upper tail, decreasing on (0, Infinity) from above `target` to below it.
 * @returns 0 when the point is below 1e-307, Infinity when it is above 8e307.
 */
export function invertUpperTail(lnTail: (t: number) => number, target: number): number {
  const limit = 709;
  const excess = (u: number): number => lnTail(Math.exp(u)) - target;
  let a = 0;
  let fa = excess(0);
  if (fa === 0) return 1;
  const side = Math.sign(fa);
  let b = a;
  let fb = fa;
  for (let width = 0.5; Math.sign(fb) === side; width *= 2) {
    if (Math.abs(b) === limit) return side > 0 ? Infinity : 0;
    a = b;
    fa = fb;
    b = Math.max(-limit, Math.min(limit, b + side * width));
    fb = excess(b);
  }
  return Math.exp(findRoot(excess, { at: a, value: fa }, { at: b, value: fb }));
}
