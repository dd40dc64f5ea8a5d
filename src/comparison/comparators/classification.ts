import { Type } from 'typebox';
import type { Json } from '../../model/json.ts';
import { ALIKE, NO_DIFFERENCES } from '../alike.ts';
import { type Compared, type Difference, defineComparator } from '../comparator.ts';
import { fieldPointer } from '../field-pointer.ts';
import { PairError } from '../pair-error.ts';
import { shortText } from '../short-text.ts';
import { isWithin } from '../within-tolerance.ts';

/** A longer class is cut in categories: it is counted by its name, and may be a text in the wrong place. */
const CATEGORY_CLASS_LENGTH = 60;

/** null: the model abstains. */
type Class = string | number | boolean | null;

export const classification = defineComparator({
  name: 'classification',
  description: 'The class a model chose: a text, number or boolean, or an object that has it, with its confidence.',
  parameters: Type.Object(
    {
      classField: Type.String({ minLength: 1, default: 'class', description: 'Field of the class, where the answer is an object.' }),
      confidenceField: Type.String({ minLength: 1, default: 'confidence', description: 'Field of the confidence.' }),
      confidenceTolerance: Type.Optional(
        Type.Number({
          minimum: 0,
          description: 'The same class with confidences further apart is a difference. Default: confidences are not compared.',
        }),
      ),
      ignoreCase: Type.Boolean({ default: false, description: 'Whether `Cat` and `cat` are the same class.' }),
    },
    { additionalProperties: false },
  ),
  comparing({ classField, confidenceField, confidenceTolerance, ignoreCase }) {
    const classPointer = fieldPointer(classField);
    const compareConfidence =
      confidenceTolerance === undefined
        ? () => ALIKE
        : confidenceComparison({ field: confidenceField, pointer: fieldPointer(confidenceField), tolerance: confidenceTolerance });
    return (control, other) => {
      const before = classOf(control, classField);
      const after = classOf(other, classField);
      if (before === undefined && after === undefined) throw new PairError('NO_CLASS', `neither answer has a class in ${classPointer}`);
      if (before === after || (ignoreCase && sameButCase(before, after))) return compareConfidence(control, other);
      return { similarity: 0, differences: [difference(before, after, isObject(control) && isObject(other) ? classPointer : '')] };
    };
  },
});

function classOf(answer: Json, field: string): Class | undefined {
  const value: unknown = isObject(answer) ? (answer as Readonly<Record<string, unknown>>)[field] : answer;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw new PairError('NOT_A_NUMBER', 'the class is a number too large to be told from others');
      return value;
    default:
      // A list, an object, and what every object inherits, such as `constructor`, are no class.
      return value === null ? null : undefined;
  }
}

function isObject(answer: Json): answer is { readonly [key: string]: Json } {
  return typeof answer === 'object' && answer !== null && !Array.isArray(answer);
}

function sameButCase(before: Class | undefined, after: Class | undefined): boolean {
  return typeof before === 'string' && typeof after === 'string' && before.toLowerCase() === after.toLowerCase();
}

function difference(before: Class | undefined, after: Class | undefined, field: string): Difference {
  const category = `${categoryOf(before)} -> ${categoryOf(after)}`;
  if (after === undefined) return { field, type: 'missing', category };
  if (before === undefined) return { field, type: 'extra', category };
  const isOtherType = before !== null && after !== null && typeof before !== typeof after;
  return { field, type: isOtherType ? 'type' : 'value', category };
}

function categoryOf(value: Class | undefined): string {
  return value === undefined ? '(none)' : shortText(String(value), CATEGORY_CLASS_LENGTH);
}

interface Confidence {
  readonly field: string;
  readonly pointer: string;
  readonly tolerance: number;
}

/** Of two answers with the same class. */
function confidenceComparison({ field, pointer, tolerance }: Confidence): (control: Json, other: Json) => Compared {
  const confidenceOf = (answer: Json): number | undefined => {
    const value = isObject(answer) && Object.hasOwn(answer, field) ? answer[field] : undefined;
    if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value;
    throw new PairError('NOT_A_NUMBER', `the confidence in ${pointer} is no finite number`);
  };
  const one = (type: Difference['type'], category: string): Compared => ({
    similarity: 1,
    differences: [{ field: pointer, type, category }],
  });
  return (control, other) => {
    const before = confidenceOf(control);
    const after = confidenceOf(other);
    if (before === undefined && after === undefined) throw new PairError('NO_CONFIDENCE', `neither answer has a confidence in ${pointer}`);
    if (after === undefined) return one('missing', 'no confidence');
    if (before === undefined) return one('extra', 'confidence where there was none');
    const measures = { confidenceChange: after - before };
    if (isWithin(tolerance, before, after)) return { similarity: 1, differences: NO_DIFFERENCES, measures };
    return { ...one('value', after < before ? 'confidence lower' : 'confidence higher'), measures };
  };
}
