/** How values are kept small: the inverse of one another, bit for bit. */
export interface Packing {
  pack(values: Float64Array): Uint8Array;
  unpack(packed: Uint8Array): Float64Array;
}

/**
 * The values of one series, a step each: whole chunks packed, the rest as it is. Kept as strings and lists, which the engine moves together
 * when it collects garbage: many small typed arrays, each with memory of its own, would leave several times their size unusable between them.
 */
export interface PackedValues {
  /** Packs, a character a byte. Chunks that packing makes hardly smaller are lists of their values. */
  readonly chunks: readonly (string | readonly number[])[];
  readonly rest: readonly number[];
}

/** Steps in a chunk: enough for packing to be worth it, few enough that what still changes is seldom packed. */
export const CHUNK_STEPS = 256;
/** Of a chunk's size: packing that leaves more is not worth the unpacking at every look. */
const WORTH_PACKING = 0.7;
/** What a string or a list takes beside its content, about. */
const LIST_BYTES = 50;

/**
 * @param values one a step, from the first step on; a NaN is kept as any NaN.
 * @param before the same series as it was packed last: its chunks are taken over unread, so no value of theirs may have changed since.
 * @param openSteps the last so many steps are expected to change: they are not packed.
 */
export function packValues(
  values: Float64Array,
  { packing, openSteps, before }: { readonly packing: Packing; readonly openSteps: number; readonly before?: PackedValues | undefined },
): PackedValues {
  const whole = Math.max(0, Math.floor((values.length - openSteps) / CHUNK_STEPS));
  const chunks = before === undefined ? [] : before.chunks.slice(0, whole);
  for (let chunk = chunks.length; chunk < whole; chunk++) {
    const plain = values.subarray(chunk * CHUNK_STEPS, (chunk + 1) * CHUNK_STEPS);
    const packed = packing.pack(plain);
    chunks.push(packed.byteLength < WORTH_PACKING * plain.byteLength ? Buffer.from(packed).toString('latin1') : listOf(plain));
  }
  return { chunks, rest: listOf(values.subarray(chunks.length * CHUNK_STEPS)) };
}

/** Of exactly that length, with no room to grow. */
function listOf(values: Float64Array): readonly number[] {
  const list = new Array<number>(values.length);
  for (let i = 0; i < values.length; i++) list[i] = values[i]!;
  return list;
}

/** The first values, up to `into`'s length; what the series does not reach stays as it is. */
export function unpackValues({ chunks, rest }: PackedValues, into: Float64Array, packing: Packing): void {
  const put = (values: ArrayLike<number>, at: number): void => {
    const count = Math.min(values.length, into.length - at);
    for (let i = 0; i < count; i++) into[at + i] = values[i]!;
  };
  for (const [index, chunk] of chunks.entries()) {
    const at = index * CHUNK_STEPS;
    if (at < into.length) put(typeof chunk === 'string' ? packing.unpack(Buffer.from(chunk, 'latin1')) : chunk, at);
  }
  put(rest, chunks.length * CHUNK_STEPS);
}

/** Memory that they take, about, in bytes. */
export function bytesOf({ chunks, rest }: PackedValues): number {
  const sizeOf = (chunk: string | readonly number[]): number => LIST_BYTES + (typeof chunk === 'string' ? chunk.length : 8 * chunk.length);
  return chunks.reduce((sum, chunk) => sum + sizeOf(chunk), sizeOf(rest));
}
