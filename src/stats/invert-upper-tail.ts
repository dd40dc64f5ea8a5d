/**
 * The point t > 0 at which a decreasing log tail reaches `target`, to about 1e-15 relative.
 * Solved in ln t by the bracketing method of Chandrupatla, so it cannot run away.
 *
 * @param lnTail natural logarithm of the upper tail, decreasing on (0, Infinity) from above `target` to below it.
 * @returns 0 when the point is below 1e-307, Infinity when it is above 8e307.
 * @see Chandrupatla (1997), Advances in Engineering Software 28, 145-149.
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
  let c = a;
  let fc = fa;
  let step = 0.5;
  for (let i = 0; i < 200 && fb !== 0; i++) {
    const u = a + step * (b - a);
    const fu = excess(u);
    if (Math.sign(fu) === Math.sign(fa)) {
      c = a;
      fc = fa;
    } else {
      c = b;
      fc = fb;
      b = a;
      fb = fa;
    }
    a = u;
    fa = fu;
    const [best, fBest] = Math.abs(fa) < Math.abs(fb) ? [a, fa] : [b, fb];
    const least = (2.2e-16 * Math.max(1, Math.abs(best))) / Math.abs(b - a);
    if (fBest === 0 || least > 0.5) return Math.exp(best);
    const xi = (a - b) / (c - b);
    const phi = (fa - fb) / (fc - fb);
    const parabolic = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
    const next = parabolic ? (fa / (fb - fa)) * (fc / (fb - fc)) + ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb)) : 0.5;
    step = Math.min(1 - least, Math.max(least, next));
  }
  return Math.exp(b);
}
