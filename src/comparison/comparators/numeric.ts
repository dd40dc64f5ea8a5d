import { Type } from 'typebox';
import { NO_DIFFERENCES } from '../alike.ts';
import { type Compared, defineComparator } from '../comparator.ts';
import { PairError } from '../pair-error.ts';
import { isWithin } from '../within-tolerance.ts';

const DEFAULT_RELATIVE = 0.01;

const EQUAL: Compared = Object.freeze({ similarity: 1, differences: NO_DIFFERENCES, measures: Object.freeze({ difference: 0 }) });
const NO_NUMBER: Compared = Object.freeze({
  similarity: 0,
  differences: Object.freeze([Object.freeze({ field: '', type: 'type', category: 'no number' } as const)]),
});

export const numeric = defineComparator({
  name: 'numeric',
  description: 'A number: a price, a score, a forecast, equal within an absolute or a relative tolerance.',
  parameters: Type.Object(
    {
      absolute: Type.Optional(Type.Number({ minimum: 0, description: 'Numbers that are no further apart agree.' })),
      relative: Type.Optional(
        Type.Number({
          minimum: 0,
          description: `Numbers that are no further apart than this share of the control's agree: 0.05 is 5 %. Default: ${DEFAULT_RELATIVE}, or 0 where absolute is given.`,
        }),
      ),
    },
    { additionalProperties: false },
  ),
  comparing({ absolute, relative = absolute === undefined ? DEFAULT_RELATIVE : 0 }) {
    return (control, other) => {
      if (typeof control !== 'number') throw new PairError('NOT_A_NUMBER', "the control's answer is no number");
      if (typeof other !== 'number') return NO_NUMBER;
      if (control === other && Number.isFinite(control)) return EQUAL;
      return compareNumbers(control, other, Math.max(absolute ?? 0, relative * Math.abs(control)));
    };
  },
});

/** @param tolerance >= 0, in the unit of the numbers. */
function compareNumbers(control: number, other: number, tolerance: number): Compared {
  if (!Number.isFinite(control) || !Number.isFinite(other)) throw new PairError('NOT_A_NUMBER', 'a number is too large to be compared');
  // Numbers of opposite sign may lie further apart than the largest number there is.
  const difference = Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, other - control));
  const distance = Math.abs(difference);
  const similarity = 1 - Math.min(1, distance / Math.max(Math.abs(control), Math.abs(other)));
  const measures = { difference };
  if (isWithin(tolerance, control, other)) return { similarity, differences: NO_DIFFERENCES, measures };
  return { similarity, differences: [{ field: '', type: 'value', category: difference > 0 ? 'higher' : 'lower' }], measures };
}
