const EPSILON = 2 ** -52;
const MAX_ROUNDS = 1001;

/**
 * Root of `f` in [low, high] by Brent's method as R's zeroin has it, with a tolerance in absolute terms. For a step function it ends
 * somewhere in the jump, give or take that tolerance, and where depends on every step of the way.
 * @see Brent, Algorithms for Minimization without Derivatives (1973), chapter 4.
 */
export function brentRoot(f: (x: number) => number, [low, high]: readonly [number, number], tolerance: number): number {
  let a = low;
  let b = high;
  let c = a;
  let fa = f(a);
  let fb = f(b);
  let fc = fa;
  if (fa === 0) return a;
  if (fb === 0) return b;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const previous = b - a;
    if (Math.abs(fc) < Math.abs(fb)) {
      [a, b, c] = [b, c, b];
      [fa, fb, fc] = [fb, fc, fb];
    }
    const near = 2 * EPSILON * Math.abs(b) + tolerance / 2;
    let step = (c - b) / 2;
    if (Math.abs(step) <= near || fb === 0) return b;
    if (Math.abs(previous) >= near && Math.abs(fa) > Math.abs(fb)) {
      const width = c - b;
      const ratio = fb / fa;
      let p = width * ratio;
      let q = 1 - ratio;
      if (a !== c) {
        const overC = fb / fc;
        const ends = fa / fc;
        p = ratio * (width * ends * (ends - overC) - (b - a) * (overC - 1));
        q = (ends - 1) * (overC - 1) * (ratio - 1);
      }
      if (p > 0) q = -q;
      else p = -p;
      if (p < 0.75 * width * q - Math.abs(near * q) / 2 && p < Math.abs((previous * q) / 2)) step = p / q;
    }
    if (Math.abs(step) < near) step = step > 0 ? near : -near;
    a = b;
    fa = fb;
    b += step;
    fb = f(b);
    if ((fb > 0 && fc > 0) || (fb < 0 && fc < 0)) {
      c = a;
      fc = fa;
    }
  }
  return b;
}
