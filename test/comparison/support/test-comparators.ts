import { Type } from 'typebox';
import { type ComparatorRegistry, type Compared, type Difference, defineComparator } from '../../../src/comparison/comparator.ts';
import { type ComparisonPlan, comparisonPlan } from '../../../src/comparison/comparison-plan.ts';
import { PairError } from '../../../src/comparison/pair-error.ts';
import type { ComparatorChoice } from '../../../src/model/comparison-config.ts';
import type { Json } from '../../../src/model/json.ts';

/** Mappings, field by field; anything else as a whole. */
const byField = defineComparator({
  name: 'by-field',
  description: 'Fields that are not the same.',
  parameters: Type.Object({ ignore: Type.Array(Type.String(), { default: [] }), limit: Type.Optional(Type.Number({ minimum: 0 })) }),
  comparing({ ignore }) {
    return (control, other) => {
      const fields = isMapping(control) && isMapping(other) ? [...new Set([...Object.keys(control), ...Object.keys(other)])] : [''];
      const at = (answer: Json, field: string): Json | undefined =>
        field === '' ? answer : (answer as Readonly<Record<string, Json>>)[field];
      const differences: Difference[] = fields
        .filter((field) => !ignore.includes(field) && at(control, field) !== at(other, field))
        .map((field) => ({ field, type: 'value', category: `${at(control, field)} -> ${at(other, field)}` }));
      return { similarity: 1 - differences.length / Math.max(1, fields.length), differences };
    };
  },
});

/** Returns what the answer of the other side says, and throws what it says to throw. */
const asTold = defineComparator({
  name: 'as-told',
  description: 'Whatever the answer says.',
  parameters: Type.Object({}, { additionalProperties: false }),
  comparing: () => (_, other) => {
    const { throws, returns } = other as { throws?: string; returns?: Json };
    if (throws === 'pair-error') throw new PairError('TOO_ODD', 'the answers are too odd');
    if (throws !== undefined) throw throws === 'text' ? 'a secret' : new TypeError('a secret');
    return returns as unknown as Compared;
  },
});

const unmakeable = defineComparator({
  name: 'unmakeable',
  description: 'Cannot be made.',
  parameters: Type.Object({}),
  comparing() {
    throw new Error('no room');
  },
});

export const testComparators: ComparatorRegistry = new Map(
  [byField, asTold, unmakeable].map((comparator) => [
    comparator.name,
    comparator as ComparatorRegistry extends ReadonlyMap<string, infer C> ? C : never,
  ]),
);

export function choice(given: Partial<ComparatorChoice> = {}): ComparatorChoice {
  return { name: 'answer', type: 'by-field', path: '', parameters: {}, counts: true, ...given };
}

export function planOf(...comparators: readonly Partial<ComparatorChoice>[]): ComparisonPlan {
  return comparisonPlan({ comparators: comparators.map(choice) }, testComparators);
}

function isMapping(value: Json): value is Readonly<Record<string, Json>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
