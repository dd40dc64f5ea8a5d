import type { Direction, Slo, Tolerance } from '../model/config.ts';
import { nearestBound } from '../stats/histogram-bounds.ts';
import { commonLanguageEffect } from '../stats/histogram-distance.ts';
import { histogramQuantile, shareAbove } from '../stats/histogram-quantile.ts';
import { type HistogramStep, type HistogramSteps, pooledSteps, poolingFor, presentSteps } from '../stats/histogram-steps.ts';
import type { Contrast, ContrastLimits } from './contrast.ts';
import { gaugeContrast } from './gauge-contrast.ts';

/** More steps than this share with a quantile above the highest bound: the quantile is not measured any more. */
const MAX_OPEN_SHARE = 0.1;

export interface HistogramContrastChoice {
  readonly direction: Direction;
  /** Of the quantiles. */
  readonly tolerance: Tolerance;
  /** Each in (0, 1). */
  readonly quantiles: readonly number[];
  /** Whether an event of the candidate tends to be larger than one of the control. */
  readonly commonLanguage: 'on' | 'off';
  /** Harmless difference of a share of the events. */
  readonly shareTolerance: number;
  /** Harmless P(candidate > control) - 0.5. */
  readonly commonLanguageTolerance: number;
  readonly slo?: Slo;
}

export interface HistogramContrast {
  readonly contrast: Contrast;
  /** Steps taken together as one step of the contrast, >= 1. */
  readonly pooled: number;
  /** What to know about it; a clause. */
  readonly note?: string;
}

export interface HistogramContrasts {
  readonly contrasts: readonly HistogramContrast[];
  /** Among how many contrasts alpha is divided: fixed by the choice alone, so that data cannot change what was spent. */
  readonly shares: number;
}

/**
 * What a histogram is judged by: quantiles, and the share of events above the highest finite bound as soon as a quantile lies up there.
 *
 * A quantile in the open bucket is only known to be above the highest bound, and that bound stands for it: too low for the side concerned,
 * so a harm found is a harm, but a pass would be too easy. The share above the bound then has to be safe as well; and where a quantile is
 * up there in more than a tenth of the steps, that share is judged in its place. Steps never drop out silently.
 *
 * A quantile q of fewer than 1 / min(q, 1 - q) events is hardly more than an extreme, and extremes depend on how many events there are:
 * sides of unequal traffic would differ without any difference. Steps are taken together until they have as many.
 * @throws {RangeError} the sides have no finite bound in common, or as gaugeContrast.
 */
export function histogramContrasts(histogram: HistogramSteps, choice: HistogramContrastChoice): HistogramContrasts {
  const { bounds } = histogram;
  if (bounds.length < 2) throw new RangeError('the two sides have no finite bucket bound in common');
  const contrasts: HistogramContrast[] = [];
  let needsTop = false;
  for (const q of choice.quantiles) {
    const { made, open } = quantileContrast(histogram, choice, q);
    needsTop ||= open > 0;
    if (open <= MAX_OPEN_SHARE) contrasts.push(made);
  }
  const highest = bounds[bounds.length - 2]!;
  const slo = choice.slo && nearestBound(bounds, choice.slo.value);
  if (needsTop) contrasts.push(shareContrast(histogram, choice, highest, 'quantiles lie above the highest bucket bound'));
  if (slo !== undefined && !(needsTop && slo === highest)) {
    const note = slo === choice.slo!.value ? undefined : `the bucket bound nearest to the objective ${choice.slo!.value}`;
    contrasts.push(shareContrast(histogram, choice, slo, note));
  }
  if (choice.commonLanguage === 'on') {
    contrasts.push(
      perStep(histogram, 'P(candidate > control)', 'probability', limits(choice.direction, choice.commonLanguageTolerance), (step) => {
        return commonLanguageEffect(step.control, step.candidate) - 0.5;
      }),
    );
  }
  return { contrasts, shares: choice.quantiles.length + 1 + (slo === undefined ? 0 : 1) + (choice.commonLanguage === 'on' ? 1 : 0) };
}

function quantileContrast(
  histogram: HistogramSteps,
  { direction, tolerance }: HistogramContrastChoice,
  q: number,
): { readonly made: HistogramContrast; readonly open: number } {
  const pooled = poolingFor(presentSteps(histogram.steps), 1 / Math.min(q, 1 - q));
  const { bounds, steps } = pooledSteps(histogram, pooled);
  const quantiles = steps.map((step) => ({
    control: step && histogramQuantile(bounds, step.control, q),
    candidate: step && histogramQuantile(bounds, step.candidate, q),
  }));
  const present = quantiles.filter(({ control }) => control !== undefined);
  const open = present.filter(({ control, candidate }) => control!.open || candidate!.open).length / Math.max(1, present.length);
  const made = gaugeContrast({
    choice: 'auto',
    direction,
    tolerance,
    control: Float64Array.from(quantiles, ({ control }) => control?.value ?? Number.NaN),
    candidate: Float64Array.from(quantiles, ({ candidate }) => candidate?.value ?? Number.NaN),
  });
  if ('refusal' in made) throw new RangeError(`${quantileName(q)}: ${made.refusal}`);
  return { made: { contrast: { ...made, name: quantileName(q) }, pooled, ...noteOf(pooled, undefined) }, open };
}

function shareContrast(
  histogram: HistogramSteps,
  { direction, shareTolerance }: HistogramContrastChoice,
  bound: number,
  note?: string,
): HistogramContrast {
  const { bounds } = histogram;
  const share = perStep(histogram, `share over ${bound}`, 'absolute', limits(direction, shareTolerance), (step) => {
    return shareAbove(bounds, step.candidate, bound) - shareAbove(bounds, step.control, bound);
  });
  return { ...share, ...noteOf(1, note) };
}

function perStep(
  { steps }: HistogramSteps,
  name: string,
  scale: Contrast['scale'],
  allowed: ContrastLimits,
  value: (step: HistogramStep) => number,
): HistogramContrast {
  return {
    contrast: { name, scale, limits: allowed, values: Float64Array.from(steps, (step) => (step ? value(step) : Number.NaN)) },
    pooled: 1,
  };
}

function limits(direction: Direction, size: number): ContrastLimits {
  return { ...(direction !== 'decrease' && { above: size }), ...(direction !== 'increase' && { below: size }) };
}

function noteOf(pooled: number, note: string | undefined): { readonly note?: string } {
  const all = [pooled > 1 ? `every ${pooled} steps as one, for enough events` : undefined, note].filter((part) => part !== undefined);
  return all.length === 0 ? {} : { note: all.join('; ') };
}

/** 0.5 is p50, 0.999 is p99.9. */
function quantileName(q: number): string {
  return `p${Number((100 * q).toPrecision(6))}`;
}
