import type { Compared, Difference } from './comparator.ts';

/** What one comparator of a config says of one pair. */
export interface ComparatorResult {
  /** Name of the comparator in the config. */
  readonly comparator: string;
  /** Why the pair could not be compared by it; then nothing else below is there. */
  readonly error?: { readonly code: string; readonly message: string };
  /** Of the candidate's answer with the control's. */
  readonly compared?: Compared;
  /** Of the second control's answer with the control's. */
  readonly noise?: Compared;
  /** The candidate's differences in fields in which the control agrees with itself. */
  readonly own: readonly Difference[];
  /** The second control's differences in fields in which the candidate agrees: as probable as `own` when the candidate is one more control. */
  readonly noiseOwn: readonly Difference[];
}

/** What was found of one pair by all comparators of its config. */
export interface PairResult {
  readonly results: readonly ComparatorResult[];
  /**
   * Nothing was found, and a comparator that counts failed or none had anything to compare: nobody can say whether it diverged, and it is
   * counted among the errors alone.
   */
  readonly isError: boolean;
  /** A comparator that counts found differences of the candidate's own. */
  readonly isDivergent: boolean;
  /** Whether there was a second control. */
  readonly hasNoise: boolean;
  /** A comparator that counts found differences of the second control's own. */
  readonly isNoisy: boolean;
}
