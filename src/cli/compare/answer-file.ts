/** A file of answers, a line each, opened for reading once. */
export interface AnswerFile {
  readonly name: string;
  /** As far as it is known: 0 of a pipe. */
  readonly bytes: number;
  readonly chunks: AsyncIterable<Buffer>;
}
