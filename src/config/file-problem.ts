import { type Problem, pathText } from '../analysis/config/problem.ts';

/** Something wrong with a file, where its author can find it. */
export interface FileProblem {
  readonly file: string;
  /** From 1; absent when it is the file as a whole. */
  readonly line?: number;
  /** `spec.metrics[1].tolerance.ratio`; empty for the document itself. */
  readonly path: string;
  readonly message: string;
  /** What stands there as JSON, when it is a number, text, true, false or nothing. */
  readonly value?: string;
  readonly expected?: string;
}

const MAX_VALUE_LENGTH = 80;

/** The problem of a document, at its place in the file. */
export function fileProblem({ path, message, value, expected }: Problem, { file, line }: { file: string; line: number }): FileProblem {
  const shown = scalarText(value);
  return {
    file,
    line,
    path: pathText(path),
    message,
    ...(shown !== undefined && { value: shown }),
    ...(expected !== undefined && { expected }),
  };
}

function scalarText(value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'object' && value !== null)) return undefined;
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value); // JSON has no NaN
  return text.length <= MAX_VALUE_LENGTH ? text : `${text.slice(0, MAX_VALUE_LENGTH)}...`;
}

/** The problem as one line: `configs/a.yaml:12: spec.alpha must be a number > 0 and < 0.5, not "5%"`. */
export function problemText({ file, line, path, message, value }: FileProblem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  const said = path === '' ? message : `${path} ${message}`;
  return `${place}: ${said}${value !== undefined && message.startsWith('must be') ? `, not ${value}` : ''}`;
}
