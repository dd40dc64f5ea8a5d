import type { JudgeInput } from './judge.ts';

/** The values of both sides that are there, without their times: the metric's own where none is missing. */
export interface UnpairedSamples {
  readonly control: Float64Array;
  readonly candidate: Float64Array;
  readonly counts: { readonly control: number; readonly candidate: number };
  /** Why they cannot be compared, as a clause for people: too few, or infinite values where differences are taken. */
  readonly tooFew?: string;
  readonly infinite?: string;
}

/** Samples of a gauge for a judge that compares the two sides as wholes. `least`: values a side the judge itself needs. */
export function unpairedSamples({ data, minSamples }: Pick<JudgeInput<'gauge'>, 'data' | 'minSamples'>, least: number): UnpairedSamples {
  const control = present(data.control.values);
  const candidate = present(data.candidate.values);
  const counts = { control: control.values.length, candidate: candidate.values.length };
  const needed = Math.max(minSamples, least);
  const infinite = [infinities('control', control), infinities('candidate', candidate)].filter((part) => part !== undefined);
  return {
    control: control.values,
    candidate: candidate.values,
    counts,
    ...(Math.min(counts.control, counts.candidate) < needed && {
      tooFew: `${counts.control} control and ${counts.candidate} candidate samples, ${needed} a side are needed`,
    }),
    ...(infinite.length > 0 && { infinite: `${infinite.join(' and ')}, which no difference can be taken of` }),
  };
}

interface Present {
  readonly values: Float64Array;
  /** How many of them are infinite. */
  readonly infinite: number;
}

function present(values: Float64Array): Present {
  let missing = 0;
  let infinite = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i]!)) continue;
    if (Number.isNaN(values[i]!)) missing++;
    else infinite++;
  }
  if (missing === 0) return { values, infinite };
  const kept = new Float64Array(values.length - missing);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) kept[count++] = values[i]!;
  return { values: kept, infinite };
}

function infinities(side: string, { infinite: count }: Present): string | undefined {
  return count === 0 ? undefined : `${count} infinite ${side} ${count === 1 ? 'sample' : 'samples'}`;
}
