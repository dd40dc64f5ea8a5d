import type { AnswerPair } from '../../comparison/answer-pair.ts';
import type { HalfAnswer } from '../../comparison/read-pair.ts';
import { SerinusError } from '../../errors.ts';
import type { AnswerFile } from './answer-file.ts';
import type { StepFold } from './fold-steps.ts';
import { type AnswerSide, joinAnswers } from './join-answers.ts';
import { readAnswer, readPlainAnswer, readWholePair } from './read-answer.ts';
import { type LinesRead, readFiles, type Watching } from './read-files.ts';
import { recentIds } from './recent-ids.ts';

/** Text that waits for other answers, at most: some hundred megabytes of memory. */
const MAX_WAITING_CHARS = 64 * 1024 * 1024;

export interface AnswerFiles extends Readonly<Partial<Record<AnswerSide, AnswerFile>>> {
  readonly control: AnswerFile;
  readonly candidate: AnswerFile;
}

export interface FilesCompared extends LinesRead {
  /** Requests whose answers were too far apart in the files to be joined. */
  readonly givenUp: number;
}

export interface FileComparison extends Watching {
  readonly fold: StepFold;
  /** Requests that wait for their other answers, and ids that are known again, at most. */
  readonly maxWaiting: number;
  /** Every line is an answer by itself, whatever its fields are. */
  readonly isPlain: boolean;
}

/** Compares the answers of a file for each side, in whatever order they are. */
export async function compareSides(files: AnswerFiles, { fold, maxWaiting, isPlain, ...watching }: FileComparison): Promise<FilesCompared> {
  const sides = (['control', 'candidate', 'secondControl'] as const).filter((side) => files[side] !== undefined);
  const join = joinAnswers({ sides, maxWaiting, maxChars: MAX_WAITING_CHARS, onPair: fold.pair, onUnmatched: fold.unmatched });
  const read = isPlain ? readPlainAnswer : readAnswer;
  const readings = sides.map((side) => ({
    file: files[side]!,
    read,
    take(answer: HalfAnswer, chars: number) {
      if (!join.add(side, answer, chars)) throw repeatedId();
    },
  }));
  const found = await readFiles(readings, watching);
  const { givenUp } = join;
  // What waits may well have come later.
  if (!found.isInterrupted) join.end();
  return { ...found, givenUp };
}

/** Compares the pairs of one file. */
export async function comparePairs(
  file: AnswerFile,
  { fold, maxWaiting, ...watching }: Omit<FileComparison, 'isPlain'>,
): Promise<FilesCompared> {
  const compared = recentIds(maxWaiting);
  const take = (pair: AnswerPair): void => {
    if (compared.has(pair.id)) throw repeatedId();
    compared.add(pair.id);
    fold.pair(pair);
  };
  const found = await readFiles([{ file, read: readWholePair, take }], watching);
  return { ...found, givenUp: 0 };
}

function repeatedId(): SerinusError {
  return new SerinusError('REPEATED_ID', 400, 'the id was there before; what came first stands');
}
