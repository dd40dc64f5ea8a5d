import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Plain JSON, compressed: looks and documents are stored in this form. */
export function packJson(value: unknown): Uint8Array {
  return deflateRawSync(JSON.stringify(value));
}

/** What packJson was given, as JSON keeps it. The caller names the type that it has stored. */
export function unpackJson<T>(body: Uint8Array): T {
  return JSON.parse(inflateRawSync(body).toString()) as T;
}
