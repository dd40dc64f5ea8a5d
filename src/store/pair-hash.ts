import { endianness } from 'node:os';
import type { Hashes } from '../comparison/request-hash.ts';

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
