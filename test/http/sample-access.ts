import { createHash } from 'node:crypto';
import { type AccessRules, ROLES, type Role } from '../../src/model/access.ts';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A secret for each role, long enough to be accepted. */
export const secretOf = (role: Role | 'user'): string => `hidden-${role}-0123456789-0123456789-0123456789`;

/** A token for each role, and the user `flagger`, who may run. */
export const someRules: AccessRules = {
  tokens: ROLES.map((role) => ({ name: `for-${role}`, roles: [role], sha256: sha256(secretOf(role)) })),
  users: [{ name: 'flagger', roles: ['run'], sha256: sha256(secretOf('user')) }],
  openMetrics: false,
};

export const someAuth = { rules: someRules, now: Date.now };

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
export const basic = (username: string, password: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
});
