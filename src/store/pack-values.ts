import { endianness } from 'node:os';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** First byte of a pack: how the rest is written. Packs are kept for years, so a number never changes its meaning. */
const PLAIN = 0;
const DEFLATED = 1;
const TRANSPOSED = 2;

/**
 * The values as Float64 little endian: the form that is hashed and stored. Every bit is kept: NaN payloads, -0 and infinities.
 */
export function bytesOfValues(values: Float64Array): Buffer {
  return littleEndian(Buffer.from(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)));
}

/** @throws {RangeError} the bytes are no whole number of values. */
export function valuesOfBytes(bytes: Uint8Array): Float64Array {
  if (bytes.length % 8 !== 0) throw new RangeError(`${bytes.length} bytes are no whole number of Float64 values`);
  return new Float64Array(new Uint8Array(littleEndian(Buffer.from(bytes))).buffer);
}

/**
 * The shortest of three ways to write the bytes of values: as they are, deflated, or deflated with the bytes transposed (the first
 * byte of every value, then the second, ...). Few distinct values want the second, values that share sign and exponent the third.
 *
 * @param bytes of whole values, see bytesOfValues; may be empty.
 */
export function packBytes(bytes: Uint8Array): Uint8Array {
  const ways = [tagged(PLAIN, bytes), tagged(DEFLATED, deflateRawSync(bytes)), tagged(TRANSPOSED, deflateRawSync(transpose(bytes)))];
  return ways.reduce((best, way) => (way.length < best.length ? way : best));
}

/** Inverse of packBytes. @throws {RangeError} not a pack; {Error} of node:zlib for damaged bytes. */
export function unpackBytes(pack: Uint8Array): Uint8Array {
  const body = pack.subarray(1);
  switch (pack[0]) {
    case PLAIN:
      return body;
    case DEFLATED:
      return inflateRawSync(body);
    case TRANSPOSED:
      return untranspose(inflateRawSync(body));
    default:
      throw new RangeError(`packed values begin with ${pack[0]}, which no version has written`);
  }
}

function tagged(tag: number, body: Uint8Array): Uint8Array {
  const pack = new Uint8Array(body.length + 1);
  pack[0] = tag;
  pack.set(body, 1);
  return pack;
}

function transpose(bytes: Uint8Array): Uint8Array {
  const count = bytes.length / 8;
  const turned = new Uint8Array(bytes.length);
  for (let i = 0; i < count; i++) for (let byte = 0; byte < 8; byte++) turned[byte * count + i] = bytes[i * 8 + byte]!;
  return turned;
}

function untranspose(turned: Uint8Array): Uint8Array {
  const count = turned.length / 8;
  const bytes = new Uint8Array(turned.length);
  for (let i = 0; i < count; i++) for (let byte = 0; byte < 8; byte++) bytes[i * 8 + byte] = turned[byte * count + i]!;
  return bytes;
}

/** To or from the host's order, in place. */
function littleEndian(bytes: Buffer): Buffer {
  return endianness() === 'LE' ? bytes : bytes.swap64();
}
