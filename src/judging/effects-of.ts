import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Effect, Judgement } from '../model/judgement.ts';
import { readableEffect } from './contrast.ts';
import { EFFECT_SCALE } from './contrast-report.ts';

const Bound = Type.Union([Type.Number(), Type.Null()]);
/** What a judgement that rests on the decisive one of several contrasts says of each of them in its evidence, on the contrast's own scale. */
const Contrasts = Compile(
  Type.Array(
    Type.Object({
      name: Type.String(),
      contrast: Type.Enum(['logRatio', 'relative', 'absolute', 'probability']),
      estimate: Bound,
      lower: Bound,
      upper: Bound,
    }),
  ),
);

/**
 * All effects that a judgement measured, in the judge's order, whichever of them decided: those of several contrasts, such as p50 and p99,
 * out of its evidence, or the one there is. A contrast that has no estimate is left out.
 */
export function effectsOf({ effect, evidence }: Pick<Judgement, 'effect' | 'evidence'>): readonly Effect[] {
  if (effect === undefined) return [];
  const contrasts: unknown = evidence?.contrasts;
  if (!Contrasts.Check(contrasts)) return [effect];
  return contrasts.flatMap(({ name, contrast, estimate, lower, upper }): Effect[] => {
    const read = (value: number | null): number | null => (value === null ? null : finite(readableEffect(contrast, value)));
    const shown = read(estimate);
    if (shown === null) return [];
    // What is harmless is told of the one that decided.
    const tolerance = name === effect.name ? effect.tolerance : null;
    return [{ name, scale: EFFECT_SCALE[contrast], estimate: shown, lower: read(lower), upper: read(upper), tolerance }];
  });
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
