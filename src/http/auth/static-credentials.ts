import { createHash, timingSafeEqual } from 'node:crypto';
import { MIN_SECRET_LENGTH, type StaticCredential } from '../../model/access.ts';

/**
 * The one whose secret this is. Every one is compared, each in a time that does not depend on where it differs, so that how long it
 * takes says nothing of any of them.
 * @param username only the credential of this name is meant; undefined means any.
 */
export function findCredential(credentials: readonly StaticCredential[], secret: string, username?: string): StaticCredential | undefined {
  const given = sha256(secret);
  const givenName = username === undefined ? undefined : sha256(username);
  let found: StaticCredential | undefined;
  for (const credential of credentials) {
    const isSecret = timingSafeEqual(given, Buffer.from(credential.sha256, 'hex'));
    const isName = givenName === undefined || timingSafeEqual(givenName, sha256(credential.name));
    if (isSecret && isName) found = credential;
  }
  return secret.length < MIN_SECRET_LENGTH ? undefined : found;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
