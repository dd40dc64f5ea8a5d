import { SerinusError } from '../../errors.ts';
import { readLines, TOO_LONG } from '../read-lines.ts';
import type { AnswerFile } from './answer-file.ts';
import type { AnswerLine, JoinedBy, Read } from './read-answer.ts';

/** A file and what is done with what its lines say. */
export interface FileReading<T> {
  readonly file: AnswerFile;
  readonly read: (line: AnswerLine) => Read<T>;
  /** @throws {SerinusError} why it cannot be taken. */
  readonly take: (value: T, chars: number) => void;
}

/** What reading came to. */
export interface LinesRead {
  readonly lines: number;
  /** Undefined when no line could be read. */
  readonly joinedBy: JoinedBy | undefined;
  readonly badLines: number;
  /** The first of the bad lines: file, line, and what is wrong with it, without a word of it. */
  readonly problems: readonly string[];
  /** Not to the end. */
  readonly isInterrupted: boolean;
}

export interface Watching {
  /** Called with the bytes of all files read so far. */
  readonly onBytes: (bytes: number) => void;
  /** Ends the reading where it is. */
  readonly signal: AbortSignal;
}

const MAX_LINE_CHARS = 16 * 1024 * 1024;
const MOST_PROBLEMS = 20;

/**
 * Reads the files side by side, a line of each in turn, so that files in the same order are joined as they are read. A bad line is left
 * out and the rest goes on. The first line that can be read says how lines are joined; one that says otherwise is bad.
 */
export async function readFiles<T>(readings: readonly FileReading<T>[], { onBytes, signal }: Watching): Promise<LinesRead> {
  const problems: string[] = [];
  let badLines = 0;
  let lines = 0;
  let bytes = 0;
  let first: { readonly joinedBy: JoinedBy; readonly place: string } | undefined;

  const counted = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      onBytes(bytes);
      yield chunk;
    }
  };
  const takeLine = ({ file, read, take }: FileReading<T>, text: string | typeof TOO_LONG, number: number): void => {
    const place = `${file.name}:${number}`;
    lines++;
    try {
      if (text === TOO_LONG) throw new SerinusError('LINE_TOO_LONG', 400, `the line is longer than ${MAX_LINE_CHARS} characters`);
      const { value, joinedBy } = read({ text, number });
      first ??= { joinedBy, place };
      if (joinedBy !== first.joinedBy) {
        const message =
          joinedBy === 'id' ? `the line has an id, but ${first.place} has none` : `the line has no id, but ${first.place} has one`;
        throw new SerinusError('MIXED_IDS', 400, message);
      }
      take(value, text.length);
    } catch (error) {
      if (!(error instanceof SerinusError)) throw error;
      badLines++;
      if (problems.length < MOST_PROBLEMS) problems.push(`${place}: ${error.message}`);
    }
  };

  let open = readings.map((reading) => ({ reading, number: 0, lines: readLines(counted(reading.file.chunks), MAX_LINE_CHARS) }));
  while (open.length > 0 && !signal.aborted) {
    for (const each of open) {
      const next = await each.lines.next();
      each.number++;
      if (next.done) open = open.filter((one) => one !== each);
      else if (next.value !== '') takeLine(each.reading, next.value, each.number);
    }
  }
  for (const each of open) await each.lines.return(undefined);
  return { lines, joinedBy: first?.joinedBy, badLines, problems, isInterrupted: signal.aborted };
}
