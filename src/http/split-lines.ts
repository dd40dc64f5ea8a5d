import { isAscii, isUtf8 } from 'node:buffer';
import { BadInputError, SerinusError } from '../errors.ts';

export interface LineSink {
  /** A line that is not blank, without its end. @param number from 1, blank ones counted. */
  line(text: string, number: number): void;
  /** Bytes of whole lines, without the end of the last, which are handed on one by one now. */
  bytes?(lines: Buffer): void;
  /** A line that is not handed on. */
  refused(error: SerinusError, number: number): void;
}

export interface LineSplitter {
  /** Hands on the lines that end in the chunk. */
  push(chunk: Buffer): void;
  /** Hands on what followed the last line's end. */
  end(): void;
}

const NEWLINE = 10;
const RETURN = 13;
const BYTE_ORDER_MARK = 0xfeff;
/** Bytes of UTF-8 that a unit of a string has at most. */
const BYTES_PER_UNIT = 3;

/** Splits bytes of UTF-8 into lines, however they are cut into chunks. Of a line beyond `maxBytes` no more than these are ever held. */
export function splitLines(sink: LineSink, maxBytes: number): LineSplitter {
  let number = 0;
  /** The beginning of a line whose end has not come yet. */
  let begun: Buffer[] = [];
  let begunBytes = 0;
  /** The end of a line is awaited that was refused already. */
  let isSkipping = false;

  const tooLong = (at: number): void =>
    sink.refused(new SerinusError('PAYLOAD_TOO_LARGE', 413, `the line is longer than ${maxBytes} bytes`), at);

  const begin = (bytes: Buffer): void => {
    if (isSkipping || bytes.length === 0) return;
    if (begunBytes + bytes.length > maxBytes + 1) {
      tooLong(number + 1);
      begun = [];
      begunBytes = 0;
      isSkipping = true;
      return;
    }
    begun.push(bytes);
    begunBytes += bytes.length;
  };

  const one = (text: string, isOneByte: boolean): void => {
    number++;
    const start = number === 1 && text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
    const end = text.charCodeAt(text.length - 1) === RETURN ? text.length - 1 : text.length;
    const line = start === 0 && end === text.length ? text : text.slice(start, end);
    if (line.length > maxBytes || (!isOneByte && line.length * BYTES_PER_UNIT > maxBytes && Buffer.byteLength(line) > maxBytes))
      tooLong(number);
    else if (line !== '') sink.line(line, number);
  };

  /** @param bytes lines without the end of the last. */
  const lines = (bytes: Buffer): void => {
    sink.bytes?.(bytes);
    const isOneByte = isAscii(bytes);
    if (!isOneByte && !isUtf8(bytes)) {
      eachOf(bytes);
      return;
    }
    const text = bytes.toString(isOneByte ? 'latin1' : 'utf8');
    let from = 0;
    for (let to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
      one(text.slice(from, to), isOneByte);
      from = to + 1;
    }
    one(from === 0 ? text : text.slice(from), isOneByte);
  };

  /** Where one of the lines is not UTF-8, the others are nevertheless. */
  const eachOf = (bytes: Buffer): void => {
    for (let from = 0; from <= bytes.length; ) {
      const to = bytes.indexOf(NEWLINE, from);
      const line = bytes.subarray(from, to < 0 ? bytes.length : to);
      if (isUtf8(line)) one(line.toString('utf8'), false);
      else sink.refused(new BadInputError('line', 'is not UTF-8'), ++number);
      from += line.length + 1;
    }
  };

  const finish = (end: Buffer): void => {
    begin(end);
    if (isSkipping) number++;
    else lines(begun.length === 1 ? begun[0]! : Buffer.concat(begun));
    begun = [];
    begunBytes = 0;
    isSkipping = false;
  };

  return {
    push(chunk) {
      const first = chunk.indexOf(NEWLINE);
      if (first < 0) {
        begin(chunk);
        return;
      }
      const last = chunk.lastIndexOf(NEWLINE);
      let from = 0;
      if (begunBytes > 0 || isSkipping) {
        finish(chunk.subarray(0, first));
        from = first + 1;
      }
      if (from <= last) lines(chunk.subarray(from, last));
      begin(chunk.subarray(last + 1));
    },
    end() {
      if (begunBytes > 0 || isSkipping) finish(Buffer.alloc(0));
    },
  };
}
