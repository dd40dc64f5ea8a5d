/** A point and the value of the function there. */
export interface RootEnd {
  readonly at: number;
  readonly value: number;
}

/**
 * Where a function crosses 0 between two points at which its signs differ: Chandrupatla's bracketing, which takes the inverse quadratic
 * step where that is safe and halves otherwise, so it is quick on smooth functions and cannot run away on others (steps, infinities).
 *
 * @param precision  absolute, of the answer, >= 0; rounding of the answer itself is the least.
 * @see Chandrupatla (1997), Advances in Engineering Software 28, 145-149.
 */
export function findRoot(f: (at: number) => number, from: RootEnd, to: RootEnd, precision = 0): number {
  let { at: a, value: fa } = from;
  let { at: b, value: fb } = to;
  let c = a;
  let fc = fa;
  let step = 0.5;
  for (let i = 0; i < 200 && fb !== 0; i++) {
    const u = a + step * (b - a);
    const fu = f(u);
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
    const isNearer = Math.abs(fa) < Math.abs(fb);
    const best = isNearer ? a : b;
    const least = Math.max(2.2e-16 * Math.max(1, Math.abs(best)), 0.5 * precision) / Math.abs(b - a);
    if ((isNearer ? fa : fb) === 0 || least > 0.5) return best;
    const xi = (a - b) / (c - b);
    const phi = (fa - fb) / (fc - fb);
    const parabolic = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
    const next = parabolic ? (fa / (fb - fa)) * (fc / (fb - fc)) + ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb)) : 0.5;
    step = Math.min(1 - least, Math.max(least, Number.isNaN(next) ? 0.5 : next));
  }
  return b;
}
