import { Type } from 'typebox';
import type { Json } from '../../model/json.ts';
import { NO_DIFFERENCES } from '../alike.ts';
import { type Compared, type Difference, defineComparator } from '../comparator.ts';
import { fieldPointer } from '../field-pointer.ts';
import { PairError } from '../pair-error.ts';
import { isWithin } from '../within-tolerance.ts';

const Worse = Type.Union([Type.Literal('increase'), Type.Literal('decrease'), Type.Literal('either')], {
  default: 'either',
  description: 'Which change of a score is a difference: `increase` where more is worse, as of toxicity.',
});

export const scores = defineComparator({
  name: 'scores',
  description:
    'Named numbers that detectors gave each answer, such as {"toxicity": 0.02}: pair by pair, and as distributions of either side.',
  parameters: Type.Object(
    {
      tolerance: Type.Number({ minimum: 0, default: 0.1, description: 'Scores that are no further apart agree.' }),
      tolerances: Type.Record(Type.String(), Type.Number({ minimum: 0 }), {
        default: {},
        description: 'The tolerance of single scores, by name.',
      }),
      worse: Worse,
      names: Type.Optional(
        Type.Array(Type.String({ minLength: 1 }), {
          minItems: 1,
          uniqueItems: true,
          description: 'The scores to compare. Default: every field of the answers, which then have to be numbers.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  comparing({ tolerance, tolerances, worse, names }) {
    const limits = new Map(Object.entries(tolerances));
    const isBeyond: Rules['isBeyond'] = (name, before, after) => {
      if (worse !== 'either' && worse !== (after > before ? 'increase' : 'decrease')) return false;
      return !isWithin(limits.get(name) ?? tolerance, before, after);
    };
    return (control, other) => {
      if (!isObject(control)) throw new PairError('NO_SCORES', "the control's answer is no object of scores");
      if (!isObject(other)) return NO_OBJECT;
      return compareScores(control, other, { names: names ?? namesOf(control, other), isBeyond });
    };
  },
});

const NO_OBJECT: Compared = Object.freeze({
  similarity: 0,
  differences: Object.freeze([Object.freeze({ field: '', type: 'type', category: 'no object' } as const)]),
});

type Fields = { readonly [key: string]: Json };

function isObject(answer: Json): answer is Fields {
  return typeof answer === 'object' && answer !== null && !Array.isArray(answer);
}

function namesOf(control: Fields, other: Fields): readonly string[] {
  const names = Object.keys(control);
  for (const name of Object.keys(other)) if (!Object.hasOwn(control, name)) names.push(name);
  return names;
}

interface Rules {
  readonly names: readonly string[];
  /** Whether a change is beyond the tolerance of that score. */
  readonly isBeyond: (name: string, before: number, after: number) => boolean;
}

function compareScores(control: Fields, other: Fields, { names, isBeyond }: Rules): Compared {
  const differences: Difference[] = [];
  let found = 0;
  let absent = 0;
  const both: [string, { readonly control: number; readonly candidate: number }][] = [];
  for (const name of names) {
    const before = scoreOf(control, name);
    const after = scoreOf(other, name);
    const field = fieldPointer(name);
    if (before === undefined && after === undefined) {
      absent++;
      continue;
    }
    found++;
    if (after === undefined) differences.push({ field, type: 'missing' });
    else if (before === undefined) differences.push({ field, type: 'extra' });
    else {
      both.push([name, { control: before, candidate: after }]);
      if (isBeyond(name, before, after)) differences.push({ field, type: 'value', category: after > before ? 'higher' : 'lower' });
    }
  }
  if (found === 0) throw new PairError('NO_SCORES', 'neither answer has a score');
  // Of a detector that said nothing nobody knows what it would have said.
  if (absent > 0 && differences.length === 0)
    throw new PairError('NO_SCORES', 'neither answer has one of the scores that are to be compared');
  return {
    similarity: 1 - differences.length / found,
    differences: differences.length === 0 ? NO_DIFFERENCES : differences,
    scores: Object.fromEntries(both),
  };
}

function scoreOf(answer: Fields, name: string): number | undefined {
  if (!Object.hasOwn(answer, name)) return undefined;
  const value = answer[name];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  // Not which one: names of fields may be texts of answers as well.
  throw new PairError('NOT_A_NUMBER', 'a score is no finite number');
}
