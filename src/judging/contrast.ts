/**
 * How the numbers of a contrast read for people.
 * `logRatio`: ln(candidate / control), shown as a relative change; `relative`: (candidate - control) / control;
 * `absolute`: a difference in the metric's own unit; `probability`: P(candidate > control) - 0.5.
 */
export type ContrastScale = 'logRatio' | 'relative' | 'absolute' | 'probability';

/** What is harmless, on the contrast's own scale, each >= 0. A direction that is absent is never harm; at least one is present. */
export interface ContrastLimits {
  /** How far the candidate may be above the control. */
  readonly above?: number;
  /** How far the candidate may be below the control. */
  readonly below?: number;
}

/** One quantity, candidate against control, step by step: what every paired judge turns its data into. */
export interface Contrast {
  /** For people: `mean ratio`, `p99`, `share over 0.5`. */
  readonly name: string;
  readonly scale: ContrastScale;
  /** Positive where the candidate is higher, 0 where equal. NaN is a step without a sample on either side; its place is kept. */
  readonly values: Float64Array;
  readonly limits: ContrastLimits;
}

/** An effect on the contrast's scale as people read it: a log ratio becomes a relative change, anything else stays. Infinite stays infinite. */
export function readableEffect(scale: ContrastScale, effect: number): number {
  return scale === 'logRatio' ? Math.expm1(effect) : effect;
}

/** A limit as people read it, >= 0: a fall of at most ln 2 on the log scale is one of at most 50 %. */
export function readableLimit(scale: ContrastScale, side: 'high' | 'low', limit: number): number {
  return side === 'high' ? readableEffect(scale, limit) : -readableEffect(scale, -limit);
}

/** The directions in which the candidate can do harm, each with its limit. @throws {RangeError} no limit, or one that is not a finite number >= 0. */
export function guardedSides({ above, below }: ContrastLimits): { readonly side: 'high' | 'low'; readonly limit: number }[] {
  const sides: { readonly side: 'high' | 'low'; readonly limit: number }[] = [];
  if (above !== undefined) sides.push({ side: 'high', limit: above });
  if (below !== undefined) sides.push({ side: 'low', limit: below });
  if (sides.length === 0) throw new RangeError('a contrast without a limit can do no harm');
  for (const { side, limit } of sides) {
    if (!(limit >= 0 && limit < Infinity)) throw new RangeError(`limit ${limit} on the ${side} side is not a finite number >= 0`);
  }
  return sides;
}
