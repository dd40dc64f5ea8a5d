/* Who may do what: the operator's settings say it, the HTTP side holds everyone to it. */

/**
 * read: ask. run: start, judge now, cancel, read and mark answers. admin: change what later analyses rest on. ingest: bring observations,
 * and nothing else.
 */
export const ROLES = ['read', 'run', 'ingest', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What each role may do beside its own. */
const INCLUDED = {
  read: ['read'],
  run: ['run', 'read'],
  ingest: ['ingest'],
  admin: ['admin', 'run', 'read'],
} as const satisfies Record<Role, readonly Role[]>;

/** Whether one of the roles includes the one that is needed. */
export function grants(roles: readonly Role[], needed: Role): boolean {
  return roles.some((role) => (INCLUDED[role] as readonly Role[]).includes(needed));
}

/** A secret of fewer characters is accepted nowhere: it is kept as a plain SHA-256, which only a long random text withstands. */
export const MIN_SECRET_LENGTH = 32;

/** A bearer token, or the password of a user of basic authentication, known by its hash alone. */
export interface StaticCredential {
  /** Of the token in logs and limits; of the user what he sends. */
  readonly name: string;
  readonly roles: readonly Role[];
  /** SHA-256 of the secret's UTF-8 text, 64 hexadecimal digits in lower case. */
  readonly sha256: string;
}

export const JWT_ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const;
export type JwtAlgorithm = (typeof JWT_ALGORITHMS)[number];

/** Whose tokens are trusted, and for what. */
export interface JwtRules {
  readonly jwksUrl: URL;
  readonly issuer: string;
  readonly audience: string;
  /** The claim with the roles; undefined means `roles`, and `scope` of a token without it. */
  readonly rolesClaim?: string;
  /** How far the clock of the issuer may be from ours. */
  readonly clockSkewMs: number;
  readonly algorithms: readonly JwtAlgorithm[];
}

/** Everyone who is let in. At least one way in is there. */
export interface AccessRules {
  readonly tokens: readonly StaticCredential[];
  readonly users: readonly StaticCredential[];
  readonly jwt?: JwtRules;
  /** Whether /metrics is for everyone. */
  readonly openMetrics: boolean;
}
