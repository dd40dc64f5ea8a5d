import { mixed32 } from './mixed-hash.ts';

/**
 * Whether a pair is among the share that is kept for review. By its id alone, so that it is the same whichever process decides, and
 * however often; a larger share keeps all that a smaller one keeps.
 * @param share in [0, 1].
 */
export function keepsSample(id: string, share: number): boolean {
  if (share >= 1) return true;
  return share > 0 && mixed32(id) < share * 2 ** 32;
}
