import { endianness } from 'node:os';
import type { PairStream } from '../analysis/ports/pair-store.ts';

/**
 * Hashes of 64 bits: each is two words, the high one first. Requests are known by them, so two of one hash would be taken for one: among n
 * ids that happens with a probability of about n^2 / 2^65, one in 370,000 for ten million.
 */
export type Hashes = Uint32Array<ArrayBuffer>;

/** Odd, with about as many ones as zeros: of a product with them every higher bit depends on each lower one. */
const [FIRST, SECOND] = [0x9e3779b1, 0x85ebca77];

/** The hashes of requests of that stream, in their order; none is 0. */
export function hashIds({ config, candidate }: PairStream, ids: readonly string[]): Hashes {
  const [high, low] = hashTexts([JSON.stringify([config, candidate])], FIRST, SECOND);
  return hashTexts(ids, high!, low!);
}

/** Two lanes that take two characters at a time, each a reversible step, and the second the first one's state as well. */
function hashTexts(texts: readonly string[], first: number, second: number): Hashes {
  const hashes = new Uint32Array(2 * texts.length);
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i]!;
    let a = first ^ text.length;
    let b = second;
    for (let at = 0; at < text.length; at += 2) {
      // Past the end is NaN, which is 0 in a shift: the length tells such texts apart.
      const word = text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16);
      a = Math.imul(a ^ word, FIRST);
      a = (a << 15) | (a >>> 17);
      b = (Math.imul(b ^ word, SECOND) + a) | 0;
      b = (b << 13) | (b >>> 19);
    }
    a = (a + b) | 0;
    b = mixed(b + mixed(a));
    a = mixed(a + b);
    hashes[2 * i] = a;
    hashes[2 * i + 1] = a === 0 && b === 0 ? 1 : b;
  }
  return hashes;
}

/** Every bit of the result depends on every bit of the word: the finalizer of MurmurHash3 (Appleby), which is reversible. */
function mixed(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** How hashes are stored: 8 bytes each, of each word the low byte first. Where the host does so, too, it is the same memory. */
export function bytesOfHashes(hashes: Hashes): Uint8Array {
  const bytes = Buffer.from(hashes.buffer, hashes.byteOffset, hashes.byteLength);
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32();
}

/** Inverse of bytesOfHashes. @throws {RangeError} no whole number of hashes: what is stored is damaged. */
export function hashesOfBytes(bytes: Uint8Array): Hashes {
  if (bytes.length % 8 !== 0) throw new RangeError(`${bytes.length} bytes are no whole number of hashes`);
  const own = new Uint8Array(bytes);
  if (endianness() !== 'LE') Buffer.from(own.buffer).swap32();
  return new Uint32Array(own.buffer);
}
