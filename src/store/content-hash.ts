import { hash } from 'node:crypto';

/** First 16 bytes of the SHA-256: what content is known by. Two contents of one hash are not to be expected before 2^64 of them. */
export function contentHash(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer').subarray(0, 16);
}
