import type { ComparatorRegistry } from './comparator.ts';
import { classification } from './comparators/classification.ts';
import { embedding } from './comparators/embedding.ts';
import { numeric } from './comparators/numeric.ts';

/** Our own comparators. */
export const BUILT_IN_COMPARATORS: ComparatorRegistry = new Map(
  [classification, numeric, embedding].map((comparator) => [comparator.name, comparator]),
);
