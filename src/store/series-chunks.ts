import { contentHash } from './content-hash.ts';
import { bytesOfValues, packBytes, unpackBytes, valuesOfBytes } from './pack-values.ts';

/** Steps in a chunk. Part of every schema: another number would share nothing with what is stored. */
const CHUNK_STEPS = 64;
const CHUNK_BYTES = CHUNK_STEPS * 8;

/** The bytes of the whole chunks of the values, in order. */
export function wholeChunks(values: Float64Array): Uint8Array[] {
  const bytes = bytesOfValues(values);
  return Array.from({ length: Math.floor(bytes.length / CHUNK_BYTES) }, (_, i) => bytes.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES));
}

/** The packed ends of the arrays, which fill no whole chunk: they are kept with the look, for they change with every look. */
export function packTails(arrays: readonly Float64Array[]): Uint8Array {
  return packBytes(Buffer.concat(arrays.map((values) => bytesOfValues(values.subarray(values.length - (values.length % CHUNK_STEPS))))));
}

/** The bytes of a stored chunk. @throws {RangeError} it is not what its hash says: the store is damaged. */
export function openChunk({ hash, body }: { readonly hash: Uint8Array; readonly body: Uint8Array }): Uint8Array {
  const bytes = unpackBytes(body);
  if (!contentHash(bytes).every((byte, i) => byte === hash[i])) throw new RangeError('a chunk is not what its hash says');
  return bytes;
}

/**
 * The arrays of a look, bit for bit.
 * @param series length and whole chunks of each; `tails` is what packTails gave for all of them.
 * @throws {RangeError} what is stored contradicts itself: the store is damaged.
 */
export function joinSeries(
  series: readonly { readonly length: number; readonly chunks: readonly Uint8Array[] }[],
  tails: Uint8Array,
): Float64Array[] {
  const rest = unpackBytes(tails);
  let used = 0;
  const arrays = series.map(({ length, chunks }) => {
    const tail = rest.subarray(used, used + (length % CHUNK_STEPS) * 8);
    used += tail.length;
    const values = valuesOfBytes(Buffer.concat([...chunks, tail]));
    if (values.length !== length) throw new RangeError(`a series of ${length} values has ${values.length}`);
    return values;
  });
  if (used !== rest.length) throw new RangeError(`${rest.length - used} bytes belong to no series`);
  return arrays;
}
