import { StringDecoder } from 'node:string_decoder';

/** A line that is longer than allowed: what remains of it has been skipped. */
export const TOO_LONG = Symbol('line too long');

/**
 * The lines of a stream, without their line feed and without the byte order mark that some editors begin a file with; one after the last
 * line feed counts when it is not empty. The next chunk is asked for only when the lines before were taken, and never is more than one
 * line of maxChars held.
 */
export async function* readLines(chunks: AsyncIterable<Buffer | string>, maxChars: number): AsyncGenerator<string | typeof TOO_LONG> {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  let length = 0;
  let isAtStart = true;
  const take = (): string | typeof TOO_LONG => {
    const line = length > maxChars ? TOO_LONG : parts.join('').replace(/\r$/, '');
    parts = [];
    length = 0;
    return line;
  };
  const withoutMark = (text: string): string => {
    const left = isAtStart && text.startsWith('\ufeff') ? text.slice(1) : text;
    if (text !== '') isAtStart = false;
    return left;
  };
  const add = (text: string): void => {
    length += text.length;
    if (length <= maxChars) parts.push(text);
    else parts = [];
  };
  for await (const chunk of chunks) {
    const pieces = withoutMark(typeof chunk === 'string' ? chunk : decoder.write(chunk)).split('\n');
    for (const piece of pieces.slice(0, -1)) {
      add(piece);
      yield take();
    }
    add(pieces.at(-1)!);
  }
  add(decoder.end());
  if (length > 0) yield take();
}
