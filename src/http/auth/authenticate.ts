import type { AccessRules } from '../../model/access.ts';
import type { Authorization } from './authorization.ts';
import { createJwtCheck } from './jwt.ts';
import type { Principal } from './principal.ts';
import { findCredential } from './static-credentials.ts';

/** Whose credentials these are; undefined when they are nobody's. */
export type Authenticate = (given: Authorization) => Promise<Principal | undefined>;

/** Over the operator's rules.  @param now Unix milliseconds, for the times in tokens. */
export function createAuthenticate({ tokens, users, jwt }: AccessRules, now: () => number): Authenticate {
  const checkJwt = jwt === undefined ? undefined : createJwtCheck(jwt, now);
  return async (given) => {
    if (given.kind === 'basic') {
      const user = findCredential(users, given.password, given.username);
      return user && { name: `user ${user.name}`, roles: user.roles };
    }
    if (given.kind !== 'bearer') return undefined;
    const token = findCredential(tokens, given.token);
    return token ? { name: `token ${token.name}`, roles: token.roles } : checkJwt?.(given.token);
  };
}

/** The values of WWW-Authenticate: the ways in that there are. */
export function challenges({ tokens, users, jwt }: AccessRules): readonly string[] {
  return [
    ...(tokens.length > 0 || jwt !== undefined ? ['Bearer realm="serinus"'] : []),
    ...(users.length > 0 ? ['Basic realm="serinus", charset="UTF-8"'] : []),
  ];
}
