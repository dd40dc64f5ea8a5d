import {
  cliffsDelta,
  defineJudge,
  type Effect,
  hedgesG,
  type IntervalEstimate,
  type JudgeInput,
  marginJudgement,
  meanChange,
  meanDifference,
  noEffect,
  Type,
  unpairedSamples,
} from '../src/judge-kit.ts';

type Measure = 'meanRatio' | 'cliffsDelta' | 'hedgesG';

interface Measured {
  readonly name: string;
  readonly scale: Effect['scale'];
  readonly effect: IntervalEstimate;
  readonly tolerance: number | null;
}

interface Sides {
  readonly control: Float64Array;
  readonly candidate: Float64Array;
}

export default defineJudge({
  name: 'effect-size',
  description: 'Fails a metric by how large the difference is: ratio of means, or a standardised size that needs no unit. For one look.',
  kinds: ['gauge'],
  parameters: Type.Object(
    {
      measure: Type.Union([Type.Literal('meanRatio'), Type.Literal('cliffsDelta'), Type.Literal('hedgesG')], {
        default: 'meanRatio',
        description:
          'meanRatio: relative change of the mean. cliffsDelta: P(higher) - P(lower), by ranks alone. hedgesG: difference of means in standard deviations.',
      }),
      limit: Type.Optional(
        Type.Number({
          minimum: 0,
          description: "Size that is still harmless. Default: the metric's tolerance for meanRatio, 0.33 for cliffsDelta, 0.5 for hedgesG.",
        }),
      ),
    },
    { additionalProperties: false },
  ),
  judge(input, { measure, limit }) {
    const { metric, direction, alpha, promoteAlpha } = input;
    const { control, candidate, counts, tooFew, infinite } = unpairedSamples(input, 2);
    const about = { metric, samples: counts };
    if (tooFew !== undefined) return noEffect(about, 'nodata', tooFew);
    if (infinite !== undefined && measure !== 'cliffsDelta') return noEffect(about, 'undecided', infinite);

    const level = direction === 'either' ? alpha / 2 : alpha;
    const alphas = [level, promoteAlpha];
    const measured = MEASURES[measure]({ control, candidate }, alphas, { tolerance: input.tolerance, limit });
    if (measured === undefined) return noEffect(about, 'undecided', 'neither side varies, so there is no standard deviation to measure by');
    const { name, scale, effect, tolerance } = measured;
    return marginJudgement(about, {
      name,
      scale,
      estimate: effect.estimate,
      rollback: effect.intervals[0]!,
      promotion: effect.intervals[1]!,
      tolerance,
      direction,
      proof: 'estimate',
      evidence: { alpha: level, promoteAlpha, measure },
    });
  },
});

interface Allowed {
  readonly tolerance: JudgeInput['tolerance'];
  readonly limit: number | undefined;
}

const MEASURES: Record<Measure, (sides: Sides, alphas: readonly number[], allowed: Allowed) => Measured | undefined> = {
  meanRatio({ control, candidate }, alphas, { tolerance, limit = tolerance.ratio }) {
    const change = limit === undefined ? undefined : meanChange(control, candidate, alphas);
    if (limit !== undefined && change !== undefined) return { name: 'mean ratio', scale: 'relative', effect: change, tolerance: limit };
    const difference = meanDifference(control, candidate, alphas);
    return { name: 'mean difference', scale: 'absolute', effect: difference, tolerance: tolerance.absolute ?? null };
  },
  cliffsDelta({ control, candidate }, alphas, { limit = 0.33 }) {
    return { name: "Cliff's delta", scale: 'index', effect: cliffsDelta(control, candidate, alphas), tolerance: limit };
  },
  hedgesG({ control, candidate }, alphas, { limit = 0.5 }) {
    const effect = hedgesG(control, candidate, alphas);
    return effect && { name: "Hedges' g", scale: 'index', effect, tolerance: limit };
  },
};
