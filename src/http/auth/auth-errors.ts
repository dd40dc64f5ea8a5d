import { SerinusError } from '../../errors.ts';
import type { Role } from '../../model/access.ts';

/** Nobody we know, or nobody at all. The same sentence for every reason: it must not help those who guess. */
export class UnauthenticatedError extends SerinusError {
  override readonly name: string = 'UnauthenticatedError';

  constructor() {
    super(
      'UNAUTHENTICATED',
      401,
      "credentials are missing, unknown or expired; they are read from the Authorization header, of Flagger's hooks also from metadata.token",
    );
  }
}

/** Somebody we know, who may not do this. */
export class ForbiddenError extends SerinusError {
  override readonly name: string = 'ForbiddenError';

  /** @param needed undefined for a route that has declared none, and so is for nobody. */
  constructor(needed: Role | undefined) {
    super('FORBIDDEN', 403, needed === undefined ? 'this route is open to no role' : `the role ${needed} is needed`);
  }
}

export class RateLimitedError extends SerinusError {
  override readonly name: string = 'RateLimitedError';

  constructor(retryAfterS: number) {
    super('RATE_LIMITED', 429, `too many requests; ask again in ${retryAfterS} s`);
  }
}
