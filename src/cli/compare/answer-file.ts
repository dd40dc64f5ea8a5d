/** A file of answers, a line each, opened for reading once. */
export interface AnswerFile {
  readonly name: string;
  /** As far as it is known: 0 of a pipe. */
  readonly bytes: number;
  /** The same for one file under whatever names; undefined of what is no file, such as a pipe. */
  readonly identity?: string;
  /** @throws {UsageError} it cannot be read any further. */
  readonly chunks: AsyncIterable<Buffer>;
}
