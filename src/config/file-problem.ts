import { type FileProblem, type Problem, pathText } from '../analysis/config/problem.ts';

const MAX_VALUE_LENGTH = 80;

/** The problem of a document, at its place in the file. */
export function fileProblem({ path, message, value, expected }: Problem, { file, line }: { file: string; line: number }): FileProblem {
  const shown = scalar(value);
  return {
    file,
    line,
    path: pathText(path),
    message,
    ...(shown !== undefined && { value: shown }),
    ...(expected !== undefined && { expected }),
  };
}

function scalar(value: unknown): FileProblem['value'] {
  if (typeof value === 'string') return value.length <= MAX_VALUE_LENGTH ? value : `${value.slice(0, MAX_VALUE_LENGTH)}...`;
  return typeof value === 'number' || typeof value === 'boolean' || value === null ? value : undefined;
}

/** The problem as one line: `configs/a.yaml:12: spec.alpha must be a number > 0 and < 0.5, not "5%"`. */
export function problemText({ file, line, path, message, value }: FileProblem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  const said = path === '' ? message : `${path} ${message}`;
  const found = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return `${place}: ${said}${value !== undefined && message.startsWith('must be') ? `, not ${found}` : ''}`;
}
