/** How values are kept small: the inverse of one another, bit for bit. */
export interface Packing {
  pack(values: Float64Array): Uint8Array;
  unpack(packed: Uint8Array): Float64Array;
}

/** The values of one series, a step each: whole chunks packed, the rest as it is. */
export interface PackedValues {
  /** Those that packing makes hardly smaller are left as they are. */
  readonly chunks: readonly (Uint8Array | Float64Array)[];
  readonly rest: Float64Array;
}

/** Steps in a chunk: enough for packing to be worth it, few enough that what still changes is seldom packed. */
export const CHUNK_STEPS = 256;
/** Of a chunk's size: packing that leaves more is not worth the unpacking at every look. */
const WORTH_PACKING = 0.7;
/** What an array takes beside its bytes, about. */
const ARRAY_BYTES = 150;

/**
 * @param values one a step, from the first step on.
 * @param before the same series as it was packed last; `isSame` says that its values are those of `values` as far as it goes.
 * @param openSteps the last so many steps are expected to change: they are not packed.
 */
export function packValues(
  values: Float64Array,
  { packing, openSteps, before }: { readonly packing: Packing; readonly openSteps: number; readonly before?: PackedValues | undefined },
): PackedValues {
  const whole = Math.max(0, Math.floor((values.length - openSteps) / CHUNK_STEPS));
  const chunks = before === undefined ? [] : before.chunks.slice(0, whole);
  for (let chunk = chunks.length; chunk < whole; chunk++) {
    const plain = values.slice(chunk * CHUNK_STEPS, (chunk + 1) * CHUNK_STEPS);
    const packed = packing.pack(plain);
    chunks.push(packed.byteLength < WORTH_PACKING * plain.byteLength ? packed : plain);
  }
  return { chunks, rest: values.slice(chunks.length * CHUNK_STEPS) };
}

/** The first values, up to `into`'s length; what the series does not reach stays as it is. */
export function unpackValues({ chunks, rest }: PackedValues, into: Float64Array, packing: Packing): void {
  const put = (values: Float64Array, at: number): void => {
    if (at < into.length) into.set(values.subarray(0, into.length - at), at);
  };
  for (const [index, chunk] of chunks.entries()) {
    const at = index * CHUNK_STEPS;
    if (at < into.length) put(chunk instanceof Float64Array ? chunk : packing.unpack(chunk), at);
  }
  put(rest, chunks.length * CHUNK_STEPS);
}

/** Memory that they take, about, in bytes. */
export function bytesOf({ chunks, rest }: PackedValues): number {
  return chunks.reduce((sum, { byteLength }) => sum + byteLength + ARRAY_BYTES, rest.byteLength + ARRAY_BYTES);
}
