export type ProblemPath = readonly (string | number)[];

/** Something wrong with a document, at one place of it. */
export interface Problem {
  /** Keys and indexes from the document's root to the place. */
  readonly path: ProblemPath;
  /** What is wrong, one sentence without the path. */
  readonly message: string;
  /** What stands there; absent when nothing does. */
  readonly value?: unknown;
  /** What should stand there. */
  readonly expected?: string;
}

/** The path as people write it: `spec.metrics[1].tolerance.ratio`; empty for the document itself. */
export function pathText(path: ProblemPath): string {
  return path.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`)).join('');
}

/** Something wrong with a file, where its author can find it. */
export interface FileProblem {
  readonly file: string;
  /** From 1; absent when it is the file as a whole. */
  readonly line?: number;
  /** `spec.metrics[1].tolerance.ratio`; empty for the document itself. */
  readonly path: string;
  readonly message: string;
  /** What stands there, when it is no mapping and no list; long text is cut. */
  readonly value?: string | number | boolean | null;
  readonly expected?: string;
}
