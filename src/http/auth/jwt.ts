import type { JWTPayload } from 'jose';
import { SerinusError } from '../../errors.ts';
import { type JwtRules, ROLES, type Role } from '../../model/access.ts';
import type { Principal } from './principal.ts';

/** The keys of the issuer: fetched with the first token, again when a token names an unknown one, and when they are this old. */
const KEYS = { timeoutDuration: 5_000, cooldownDuration: 30_000, cacheMaxAge: 600_000 };

/**
 * Checks tokens of one issuer: signature, algorithm, issuer, audience, `exp` (which must be there) and `nbf`.
 * @param now Unix milliseconds.
 * @returns for a token whom it names, or undefined when it is not to be trusted.  @throws {SerinusError} AUTH_UNAVAILABLE: no keys can be had.
 */
export function createJwtCheck(rules: JwtRules, now: () => number): (token: string) => Promise<Principal | undefined> {
  let loaded: ReturnType<typeof loadVerify> | undefined;
  return async (token) => {
    loaded ??= loadVerify(rules);
    const { verify, isRefusal } = await loaded;
    try {
      const { payload } = await verify(token, new Date(now()));
      return { name: `jwt ${subjectOf(payload)}`, roles: rolesOf(payload, rules.rolesClaim) };
    } catch (cause) {
      if (isRefusal(cause)) return undefined;
      throw new SerinusError('AUTH_UNAVAILABLE', 503, `the keys at ${rules.jwksUrl.href} cannot be had`, { cause });
    }
  };
}

/** With the first token that needs it: the library is 15 MB of memory that most servers can do without. */
async function loadVerify({ jwksUrl, issuer, audience, algorithms, clockSkewMs }: JwtRules) {
  const { createRemoteJWKSet, errors, jwtVerify } = await import('jose');
  const keys = createRemoteJWKSet(jwksUrl, KEYS);
  /** What a token can be wrong in; every other failure is one of getting the keys. */
  const refusals = [
    errors.JWTInvalid,
    errors.JWTExpired,
    errors.JWTClaimValidationFailed,
    errors.JWSInvalid,
    errors.JWSSignatureVerificationFailed,
    errors.JOSEAlgNotAllowed,
    errors.JOSENotSupported,
    errors.JWKSNoMatchingKey,
    errors.JWKSMultipleMatchingKeys,
  ];
  const options = { issuer, audience, algorithms: [...algorithms], clockTolerance: clockSkewMs / 1000, requiredClaims: ['exp'] };
  return {
    verify: (token: string, currentDate: Date) => jwtVerify(token, keys, { ...options, currentDate }),
    isRefusal: (error: unknown): boolean => refusals.some((refusal) => error instanceof refusal),
  };
}

/** Client credentials of some issuers name the client and no subject. */
function subjectOf({ sub, client_id, azp }: JWTPayload): string {
  const subject = [sub, client_id, azp].find((claim) => typeof claim === 'string' && claim !== '') ?? 'without a subject';
  return String(subject).slice(0, 200);
}

/** Roles are a list, or text with spaces between; each may have the prefix `serinus:`, for issuers whose scopes are shared by programs. */
function rolesOf(payload: JWTPayload, claim: string | undefined): readonly Role[] {
  const value = claim === undefined ? (payload.roles ?? payload.scope) : (payload[claim] ?? nested(payload, claim));
  const names: readonly unknown[] = typeof value === 'string' ? value.split(' ') : Array.isArray(value) ? value : [];
  return ROLES.filter((role) => names.includes(role) || names.includes(`serinus:${role}`));
}

/** `resource_access.serinus.roles` is three steps down. */
function nested(payload: JWTPayload, claim: string): unknown {
  let value: unknown = payload;
  for (const step of claim.split('.'))
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? (value as Record<string, unknown>)[step] : undefined;
  return value;
}
