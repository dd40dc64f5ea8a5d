import type { Readable } from 'node:stream';
import { setImmediate as breathe } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { untilRoom } from '../analysis/comparison/take-pairs.ts';
import type { Taken, Taking } from '../analysis/comparison/taking.ts';
import { BadInputError, SerinusError } from '../errors.ts';
import { type LineError, takeLines } from './take-lines.ts';

export const LINES = 'application/x-ndjson';

const CHUNK_BYTES = 64 * 1024;
const MANY_REJECTED = 1_000;
const PIECE_BYTES = 8 * 1024;

/** A text of JSON, or lines of it that are still under way. */
export type ReceivedBody = string | Readable;

export interface Received extends Taken {
  /** Those that are not blank. */
  readonly lines: number;
  readonly rejected: number;
  /** The first of them. */
  readonly errors: readonly LineError[];
}

/** Bodies of the routes of this scope are JSON of at most so many bytes, left as a text, or lines of JSON, left as a stream. */
export function acceptTexts(app: FastifyInstance, types: readonly ('json' | 'lines')[], bodyLimit: number): void {
  app.removeAllContentTypeParsers();
  if (types.includes('json')) {
    app.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit }, (_request, body: string, done) =>
      done(null, body === '' ? undefined : body),
    );
  }
  if (types.includes('lines')) app.addContentTypeParser(LINES, (_request, payload, done) => done(null, payload));
}

/** Takes a body whole. @throws {SerinusError} what is wrong with a body of one text; with a line is told of that line alone. */
export async function receive(body: ReceivedBody | undefined, taking: Taking, { headers }: FastifyRequest): Promise<Received> {
  if (body === undefined) throw new BadInputError('body', 'is missing');
  if (typeof body !== 'string') return receiveLines(body, taking, headers['content-encoding']);
  if (Buffer.byteLength(body) > taking.maxBytes) throw tooLarge(taking.maxBytes);
  const texts = [body];
  const refused = (_: number, error: SerinusError): never => {
    throw error;
  };
  taking.takeTexts({ texts, again: () => texts, refused });
  return { lines: 1, rejected: 0, errors: [], ...(await taking.end()) };
}

async function receiveLines(body: Readable, taking: Taking, encoding: string | undefined): Promise<Received> {
  const lines = takeLines(taking);
  let stream = body;
  try {
    stream = decoded(body, encoding);
    for await (const chunk of chunksOf(stream, body)) {
      for (const piece of piecesOf(chunk, lines.told().rejected)) {
        lines.push(piece);
        await untilRoom(taking);
        if (piece !== chunk) await breathe();
      }
    }
    lines.end();
    return { ...lines.told(), ...(await taking.end()) };
  } catch (error) {
    // What is left is received, or the client would never see the reply. Nobody unpacks it: it would be held up by that.
    if (stream !== body) {
      body.unpipe();
      stream.destroy();
    }
    body.resume();
    throw error;
  }
}

/** To refuse a line takes as long as to count a dozen: where most are refused, others have the process after fewer of them. */
function* piecesOf(chunk: Buffer, rejected: number): Generator<Buffer> {
  if (rejected < MANY_REJECTED) yield chunk;
  else for (let from = 0; from < chunk.length; from += PIECE_BYTES) yield chunk.subarray(from, from + PIECE_BYTES);
}

/** @param stream the body, decoded. @throws {SerinusError} the body does not follow its encoding, or its client went away. */
async function* chunksOf(stream: Readable, body: Readable): AsyncGenerator<Buffer> {
  try {
    yield* stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (cause) {
    if (stream !== body && body.errored === null) throw new BadInputError('body', 'is not gzip, as its content-encoding says', { cause });
    throw new SerinusError('INCOMPLETE_BODY', 400, 'the body ended too early', { cause });
  }
}

/** @throws {SerinusError} the encoding is none of ours. */
function decoded(body: Readable, encoding = 'identity'): Readable {
  if (encoding === 'identity') return body;
  if (encoding !== 'gzip')
    throw new SerinusError('UNSUPPORTED_MEDIA_TYPE', 415, 'the content-encoding of lines is gzip or identity, nothing else');
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  body.once('error', (error) => gunzip.destroy(error));
  return body.pipe(gunzip);
}

function tooLarge(maxBytes: number): SerinusError {
  return new SerinusError('PAYLOAD_TOO_LARGE', 413, `the body is longer than ${maxBytes} bytes`);
}
