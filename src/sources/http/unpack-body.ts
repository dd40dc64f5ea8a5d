import { gunzipSync } from 'node:zlib';

/**
 * The text of a reply's body, of which `content-encoding: gzip` is unpacked; undefined when it would be larger than maxBytes.
 * All at once: through a stream, a reply of 30 kB costs several times as much and waits for other threads. What is parsed next, also at
 * once, takes longer than this.
 *
 * @param maxBytes of the unpacked body, >= 1.
 * @throws {Error} of node:zlib, with its code: the packed bytes are damaged or cut short.
 */
export function unpackBody(body: Buffer, encoding: string | undefined, maxBytes: number): string | undefined {
  if (encoding !== 'gzip') return body.length > maxBytes ? undefined : body.toString();
  try {
    return gunzipSync(body, { maxOutputLength: maxBytes, chunkSize: 64 * 1024 }).toString();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw error;
  }
}
