import type { SourceError } from '../../errors.ts';

/** What came of one attempt: an answer, or why there is none and whether to ask again at once. */
export type Outcome<T> =
  | { readonly kind: 'answer'; readonly answer: T }
  | {
      readonly kind: 'failure';
      readonly error: SourceError;
      readonly again: boolean;
      /** How long the server asked to be left alone. */
      readonly retryAfterMs?: number;
    };
