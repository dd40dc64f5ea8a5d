import type { AnswerPair } from '../../comparison/answer-pair.ts';
import type { HalfAnswer } from '../../comparison/read-pair.ts';
import type { HalfSide, PairHalf } from '../ports/pair-store.ts';

/**
 * The pair that two halves of a request make. What both may say, features and the second control's answer, is the control's where both
 * do: it is the side that is there without a candidate as well.
 */
export function joinedPair(control: HalfAnswer, candidate: HalfAnswer): AnswerPair {
  const secondControl = control.secondControl === undefined ? candidate.secondControl : control.secondControl;
  const features = (control.features || candidate.features) && { ...candidate.features, ...control.features };
  const latencyMs = bySide(control.latencyMs, candidate.latencyMs);
  const versions = bySide(control.version, candidate.version);
  return {
    id: control.id,
    control: control.answer,
    candidate: candidate.answer,
    ...(secondControl !== undefined && { secondControl }),
    ...(features && { features }),
    ...(latencyMs && { latencyMs }),
    ...(versions && { versions }),
  };
}

/** The halves of one request by side. */
export function halvesBySide(halves: readonly PairHalf[]): Readonly<Partial<Record<HalfSide, PairHalf>>> {
  return Object.fromEntries(halves.map((half) => [half.side, half]));
}

function bySide<T>(control: T | undefined, candidate: T | undefined): { readonly control?: T; readonly candidate?: T } | undefined {
  if (control === undefined && candidate === undefined) return undefined;
  return { ...(control !== undefined && { control }), ...(candidate !== undefined && { candidate }) };
}
