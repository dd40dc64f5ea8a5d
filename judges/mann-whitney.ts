import {
  defineJudge,
  type Ends,
  hodgesLehmannOf,
  type JudgeInput,
  mannWhitneyOf,
  marginJudgement,
  noEffect,
  type OrderedSamples,
  orderedSamples,
  type ShiftEstimate,
  Type,
  unpairedSamples,
} from '../src/judge-kit.ts';

export default defineJudge({
  name: 'mann-whitney',
  description:
    'Compares the two sides as samples by ranks (Mann-Whitney, Hodges-Lehmann shift): for one look at steps that do not depend on each other.',
  kinds: ['gauge'],
  parameters: Type.Object(
    {
      alpha: Type.Optional(
        Type.Number({
          exclusiveMinimum: 0,
          exclusiveMaximum: 0.5,
          description: "One-sided error level of proving harm. Default: the metric's share of the config's alpha.",
        }),
      ),
    },
    { additionalProperties: false },
  ),
  judge(input, { alpha = input.alpha }) {
    const { metric, direction, promoteAlpha } = input;
    const { counts, tooFew, infinite, ...samples } = unpairedSamples(input, 1);
    const about = { metric, samples: counts };
    if (tooFew !== undefined) return noEffect(about, 'nodata', tooFew);
    if (infinite !== undefined) return noEffect(about, 'undecided', infinite);

    const ordered = orderedSamples(samples.control, samples.candidate);
    const level = direction === 'either' ? alpha / 2 : alpha;
    const shift = hodgesLehmannOf(ordered, { alphas: [level, promoteAlpha] });
    const { unit, tolerance, scale } = scaleOf(input, shift);
    const inUnit = ({ lower, upper }: Ends): Ends => ({ lower: lower / unit, upper: upper / unit });
    return marginJudgement(about, {
      name: 'shift',
      scale,
      estimate: shift.estimate / unit,
      rollback: inUnit(shift.intervals[0]!),
      promotion: inUnit(shift.intervals[1]!),
      tolerance,
      direction,
      proof: 'interval',
      ...(tolerance !== null && { pValue: shiftedPValue(ordered, { margin: tolerance * unit, direction }) }),
      evidence: { alpha: level, promoteAlpha, method: shift.method, shift: shift.estimate, controlMedian: shift.controlMedian },
    });
  },
});

/** What one unit of the effect is in the metric's own unit. A relative tolerance of a median of 0 has no size. */
function scaleOf({ tolerance: { ratio, absolute } }: JudgeInput, { controlMedian, estimate }: ShiftEstimate) {
  const unit = Math.abs(controlMedian);
  if (ratio !== undefined && unit > 0 && Number.isFinite(estimate / unit)) return { unit, tolerance: ratio, scale: 'relative' } as const;
  return { unit: 1, tolerance: absolute ?? null, scale: 'absolute' } as const;
}

/** Chance of ranks as harmful as these, or more, if the candidate were worse by exactly the margin. */
function shiftedPValue(
  samples: OrderedSamples,
  { margin, direction }: { readonly margin: number; readonly direction: JudgeInput['direction'] },
): number {
  const above = (): number => mannWhitneyOf(samples, { shift: margin, alternative: 'greater' }).pValue;
  const below = (): number => mannWhitneyOf(samples, { shift: -margin, alternative: 'less' }).pValue;
  switch (direction) {
    case 'increase':
      return above();
    case 'decrease':
      return below();
    case 'either':
      return Math.min(1, 2 * Math.min(above(), below()));
  }
}
