import type { ComparatorRegistry } from './comparator.ts';
import { classification } from './comparators/classification.ts';
import { embedding } from './comparators/embedding.ts';
import { numeric } from './comparators/numeric.ts';
import { ranking } from './comparators/ranking.ts';
import { scores } from './comparators/scores.ts';
import { structured } from './comparators/structured.ts';
import { text } from './comparators/text.ts';

/** Our own comparators. */
export const BUILT_IN_COMPARATORS: ComparatorRegistry = new Map(
  [classification, numeric, embedding, ranking, scores, structured, text].map((comparator) => [comparator.name, comparator]),
);
