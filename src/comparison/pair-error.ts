import { SerinusError } from '../errors.ts';

/** Two answers that cannot be compared. It is counted by its code; the message names what is wrong and never a text of an answer. */
export class PairError extends SerinusError {
  override readonly name: string = 'PairError';

  /** @param code upper case, one of a small set: DIMENSION_MISMATCH, ZERO_VECTOR, NOT_A_NUMBER. */
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(code, 422, message, options);
  }
}
