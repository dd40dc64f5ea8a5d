import { lnGamma } from './gamma.ts';
import { studentTUpperTail } from './student-t.ts';

/** One Student t of a mixture. */
export interface StudentComponent {
  /** Probability of the component, > 0. */
  readonly weight: number;
  readonly location: number;
  /** > 0 */
  readonly scale: number;
  /** Degrees of freedom, > 0. */
  readonly df: number;
}

/** P(X > x) of the mixture, in (0, 1), correct far into the tail. */
export function studentMixtureUpperTail(components: readonly StudentComponent[], x: number): number {
  let tail = 0;
  for (const { weight, location, scale, df } of components) tail += weight * studentTUpperTail((x - location) / scale, df);
  return tail;
}

/**
 * The x with P(X > x) = tail. Newton's method on the logarithm of the tail, kept inside a bracket.
 * @param tail  in (0, 0.5).
 * @throws {RangeError} tail outside (0, 0.5) or no components.
 */
export function studentMixtureUpperQuantile(components: readonly StudentComponent[], tail: number): number {
  if (!(tail > 0 && tail < 0.5)) throw new RangeError(`tail is ${tail}, not in (0, 0.5)`);
  if (components.length === 0) throw new RangeError('a mixture of no components has no quantile');
  const constants = densityConstants(components);
  let low = Infinity;
  let widest = 0;
  let x = 0;
  for (const { weight, location, scale } of components) {
    low = Math.min(low, location);
    widest = Math.max(widest, scale);
    x += weight * (location + 3.5 * scale);
  }
  let high = Infinity;
  for (let round = 0; round < 200; round++) {
    const above = studentMixtureUpperTail(components, x);
    if (above > tail) low = x;
    else high = x;
    const step = (Math.log(above / tail) * above) / density(components, constants, x);
    let next = x + step;
    if (!(next > low && next < high)) next = high === Infinity ? low + Math.max(2 * (low - x), 10 * widest) : 0.5 * (low + high);
    if (Math.abs(next - x) <= 1e-13 * (Math.abs(next) + widest)) return next;
    x = next;
  }
  return x;
}

function density(components: readonly StudentComponent[], constants: ReadonlyMap<number, number>, x: number): number {
  let sum = 0;
  for (const { weight, location, scale, df } of components) {
    const t = (x - location) / scale;
    sum += ((weight * constants.get(df)!) / scale) * Math.exp(-0.5 * (df + 1) * Math.log1p((t * t) / df));
  }
  return sum;
}

function densityConstants(components: readonly StudentComponent[]): Map<number, number> {
  const constants = new Map<number, number>();
  for (const { df } of components) {
    if (!constants.has(df)) constants.set(df, Math.exp(lnGamma((df + 1) / 2) - lnGamma(df / 2)) / Math.sqrt(df * Math.PI));
  }
  return constants;
}
