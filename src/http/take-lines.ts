import type { Taking } from '../analysis/comparison/taking.ts';
import type { SerinusError } from '../errors.ts';
import { splitLines } from './split-lines.ts';

export interface LineError {
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

/** What is said of lines beside what was taken of them. */
export interface LinesTold {
  /** Those that are not blank. */
  readonly lines: number;
  readonly rejected: number;
  /** The first of them, by line. */
  readonly errors: readonly LineError[];
}

export interface LineTaking {
  push(chunk: Buffer): void;
  end(): void;
  told(): LinesTold;
}

/** Of the refusals so many are told. */
const MOST_ERRORS = 100;

/** Hands the lines of a body on as it comes, those of a chunk together. What is wrong with a line is told of that line alone. */
export function takeLines(taking: Taking): LineTaking {
  let [lines, rejected] = [0, 0];
  const errors: LineError[] = [];
  let texts: string[] = [];
  let numbers: number[] = [];
  let pieces: Buffer[] = [];
  let refusals: LineError[] = [];
  const refused = ({ code, message }: SerinusError, line: number): void => {
    rejected++;
    if (refusals.length < MOST_ERRORS) refusals.push({ line, code, message });
  };
  const splitter = splitLines(
    {
      bytes: (piece) => pieces.push(piece),
      line(text, number) {
        texts.push(text);
        numbers.push(number);
      },
      refused(error, number) {
        lines++;
        refused(error, number);
      },
    },
    taking.maxBytes,
  );
  const hand = (): void => {
    const [these, at, from] = [texts, numbers, pieces];
    [texts, numbers, pieces] = [[], [], []];
    lines += these.length;
    const again = (): readonly string[] => textsOf(from, taking.maxBytes);
    taking.takeTexts({ texts: these, again, refused: (index, error) => refused(error, at[index]!) });
    if (refusals.length === 0) return;
    errors.push(...refusals.sort((a, b) => a.line - b.line).slice(0, MOST_ERRORS - errors.length));
    refusals = [];
  };
  return {
    push(chunk) {
      splitter.push(chunk);
      hand();
    },
    end() {
      splitter.end();
      hand();
    },
    told: () => ({ lines, rejected, errors }),
  };
}

function textsOf(pieces: readonly Buffer[], maxBytes: number): readonly string[] {
  const texts: string[] = [];
  const splitter = splitLines({ line: (text) => texts.push(text), refused: () => undefined }, maxBytes);
  for (const piece of pieces) {
    splitter.push(piece);
    splitter.end();
  }
  return texts;
}
