import { Type } from 'typebox';
import { NO_DIFFERENCES } from '../alike.ts';
import { type Compared, defineComparator } from '../comparator.ts';
import { type Angle, angleBetween } from '../vector-angle.ts';

/** What the sums of a few thousand products are off by at most: a vector and its copy are to have the cosine 1. */
const ROUNDING = 1e-12;

export const embedding = defineComparator({
  name: 'embedding',
  description: 'A vector of numbers, compared by its direction: the cosine of the two.',
  parameters: Type.Object(
    {
      minCosine: Type.Number({
        minimum: -1,
        maximum: 1,
        default: 0.95,
        description: 'Vectors whose cosine is lower differ. 1 is the same direction, 0 has nothing in common.',
      }),
    },
    { additionalProperties: false },
  ),
  comparing({ minCosine }) {
    return (control, other) => {
      if (Array.isArray(control) && !Array.isArray(other)) return NO_VECTOR;
      return compared(angleBetween(control, other), minCosine);
    };
  },
});

const NO_VECTOR: Compared = Object.freeze({
  similarity: 0,
  differences: Object.freeze([Object.freeze({ field: '', type: 'type', category: 'no vector' } as const)]),
});

function compared({ cosine, normRatio }: Angle, minCosine: number): Compared {
  const measures = { normRatio };
  if (cosine >= minCosine - ROUNDING) return { similarity: cosine, differences: NO_DIFFERENCES, measures };
  return { similarity: cosine, differences: [{ field: '', type: 'value', category: tenth(cosine) }], measures };
}

/** `cosine 0.8 to 0.9` */
function tenth(cosine: number): string {
  const lower = Math.min(9, Math.floor(cosine * 10));
  return `cosine ${(lower / 10).toFixed(1)} to ${((lower + 1) / 10).toFixed(1)}`;
}
