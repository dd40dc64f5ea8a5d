import { SerinusError } from '../errors.ts';

/** A command line that cannot be meant: flags that exclude one another, one that needs another. */
export class UsageError extends SerinusError {
  override readonly name: string = 'UsageError';

  constructor(message: string, options?: ErrorOptions) {
    super('USAGE', 400, message, options);
  }
}
