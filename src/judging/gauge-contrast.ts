import type { Direction, Tolerance } from '../model/config.ts';
import { logarithms } from '../stats/logarithms.ts';
import { numberRoom } from '../stats/room.ts';
import type { Contrast, ContrastLimits, ContrastScale } from './contrast.ts';

/** Which contrast a gauge is judged by. `auto`: log ratio when every value is positive, else relative; difference for an absolute tolerance. */
export type GaugeContrastChoice = 'auto' | 'logRatio' | 'relative' | 'difference';

export interface GaugeSides {
  readonly control: Float64Array;
  readonly candidate: Float64Array;
}

export interface GaugeContrastRequest extends GaugeSides {
  readonly choice: GaugeContrastChoice;
  readonly direction: Direction;
  readonly tolerance: Tolerance;
}

/** Why no contrast can be made: a clause for people. */
export interface NoContrast {
  readonly refusal: string;
}

/** Steps of the control whose mean tells how large an absolute tolerance is; fixed early, so later data cannot change the rules. */
const SCALE_STEPS = 10;

const controlRoom = numberRoom();

/**
 * The contrast of two gauges, one choice for the whole run: a log ratio for positive values, the relative difference otherwise.
 * A step counts when both sides have a finite value.
 *
 * A tolerance of r lets the candidate rise to (1 + r) times the control, or fall to (1 - r) times: on the log scale ln(1 + r) and -ln(1 - r).
 * @throws {RangeError} the tolerance has not the part the choice needs, or allows a fall of everything.
 */
export function gaugeContrast(request: GaugeContrastRequest): Contrast | NoContrast {
  const scale = scaleOf(request);
  const limits = gaugeLimits(scale, request);
  const named = (name: string, values: Float64Array): Contrast => ({ name, scale, limits, values });
  switch (scale) {
    case 'logRatio':
      return named('mean ratio', logRatios(request));
    case 'relative': {
      const values = relativeDifference(request);
      return values === undefined
        ? { refusal: 'the control is 0 on average, so there is no relative change: give an absolute tolerance' }
        : named('mean change', values);
    }
    default:
      return named(
        'mean difference',
        zip(request, (control, candidate) => candidate - control),
      );
  }
}

/** Share of the control that the tolerance is, where that can be said: 0.1 is 10 %. For an absolute one by the control's first 10 values. */
export function relativeTolerance(control: Float64Array, { ratio, absolute }: Tolerance): number | undefined {
  if (ratio !== undefined) return ratio;
  const early = control.filter(Number.isFinite).subarray(0, SCALE_STEPS);
  const level = Math.abs(early.reduce((sum, value) => sum + value, 0)) / early.length;
  return absolute !== undefined && early.length === SCALE_STEPS && level > 0 ? absolute / level : undefined;
}

/**
 * The values of two sides that cannot be paired, on a scale where candidate minus control is the effect; missing steps are dropped.
 * Both empty when a relative change is asked for and the control is 0 on average.
 */
export function unpairedSides(request: Omit<GaugeContrastRequest, 'direction'>): GaugeSides & { readonly scale: ContrastScale } {
  const control = request.control.filter(Number.isFinite);
  const candidate = request.candidate.filter(Number.isFinite);
  const positive = control.every((value) => value > 0) && candidate.every((value) => value > 0);
  const paired = scaleOf(request);
  if (paired === 'absolute') return { scale: paired, control, candidate };
  if (paired === 'logRatio' && positive) return { scale: paired, control: control.map(Math.log), candidate: candidate.map(Math.log) };
  const level = Math.abs(control.reduce((sum, value) => sum + value, 0) / control.length);
  if (!(level > 0)) return { scale: 'relative', control: new Float64Array(0), candidate: new Float64Array(0) };
  return { scale: 'relative', control: control.map((value) => value / level), candidate: candidate.map((value) => value / level) };
}

/** Which scale the values of a run allow. */
export function scaleOf({ choice, tolerance, control, candidate }: Omit<GaugeContrastRequest, 'direction'>): ContrastScale {
  if (choice === 'difference' || (choice === 'auto' && tolerance.ratio === undefined)) return 'absolute';
  if (choice === 'relative') return 'relative';
  for (let i = 0; i < control.length; i++) {
    if (present(control[i]!, candidate[i]!) && !(control[i]! > 0 && candidate[i]! > 0)) return 'relative';
  }
  return 'logRatio';
}

/** The tolerance on a contrast's scale, for the directions that are harm. */
export function gaugeLimits(
  scale: ContrastScale,
  { direction, tolerance }: Pick<GaugeContrastRequest, 'direction' | 'tolerance'>,
): ContrastLimits {
  const size = scale === 'absolute' ? tolerance.absolute : tolerance.ratio;
  if (size === undefined)
    throw new RangeError(`the tolerance has no ${scale === 'absolute' ? 'absolute' : 'ratio'} part, which this contrast is held against`);
  if (scale === 'logRatio' && direction !== 'increase' && size >= 1) {
    throw new RangeError(`a ratio tolerance of ${size} allows any decrease; below 1 is needed`);
  }
  const above = scale === 'logRatio' ? Math.log1p(size) : size;
  const below = scale === 'logRatio' ? -Math.log1p(-size) : size;
  return { ...(direction !== 'decrease' && { above }), ...(direction !== 'increase' && { below }) };
}

/**
 * (mean candidate - mean control) / |mean control| linearised step by step, so that its mean is exactly that and its scatter is that of the ratio.
 * Undefined when the control's mean is 0 and the candidate's is not.
 */
function relativeDifference(sides: GaugeSides): Float64Array | undefined {
  let controlSum = 0;
  let candidateSum = 0;
  let n = 0;
  zip(sides, (control, candidate) => {
    controlSum += control;
    candidateSum += candidate;
    n++;
    return 0;
  });
  if (n === 0) return zip(sides, () => Number.NaN);
  const level = Math.abs(controlSum / n);
  if (level === 0)
    return zip(sides, (control, candidate) => candidate - control).every((d) => !(Math.abs(d) > 0)) ? zip(sides, () => 0) : undefined;
  const ratio = candidateSum / controlSum;
  const change = (candidateSum - controlSum) / n / level;
  return zip(sides, (control, candidate) => (candidate - ratio * control) / level + change);
}

/** ln(candidate / control) where both have a finite value; these are positive. */
function logRatios({ control, candidate }: GaugeSides): Float64Array {
  const before = logarithms(control, controlRoom(control.length));
  const values = logarithms(candidate);
  for (let i = 0; i < values.length; i++) {
    const ratio = values[i]! - before[i]!;
    values[i] = Number.isFinite(ratio) ? ratio : Number.NaN;
  }
  return values;
}

function zip({ control, candidate }: GaugeSides, of: (control: number, candidate: number) => number): Float64Array {
  const values = new Float64Array(control.length);
  for (let i = 0; i < values.length; i++) values[i] = present(control[i]!, candidate[i]!) ? of(control[i]!, candidate[i]!) : Number.NaN;
  return values;
}

const present = (control: number, candidate: number): boolean => Number.isFinite(control) && Number.isFinite(candidate);
