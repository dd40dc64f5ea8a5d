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
