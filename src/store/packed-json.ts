import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Plain JSON, compressed: looks and documents are stored in this form. */
export function packJson(value: unknown): Uint8Array {
  return deflateRawSync(JSON.stringify(value));
}

/** What packJson was given, as JSON keeps it. The caller names the type that it has stored. */
export function unpackJson<T>(body: Uint8Array): T {
  return readStoredJson(inflateRawSync(body).toString());
}

/** @throws {SyntaxError} what is stored is damaged. It quotes nothing of it, as the parser's own does: it may be somebody's answer. */
export function readStoredJson<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new SyntaxError(`${text.length} characters that should be JSON are none`);
  }
}
