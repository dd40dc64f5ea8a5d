import type { Compared, Difference } from './comparator.ts';

/** For every pair without a difference the same: most pairs agree, and nothing is made for them. */
export const NO_DIFFERENCES: readonly Difference[] = Object.freeze([]);

/** Two answers that are alike. */
export const ALIKE: Compared = Object.freeze({ similarity: 1, differences: NO_DIFFERENCES });
