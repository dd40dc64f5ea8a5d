import type { FileProblem } from '../analysis/config/problem.ts';
import { SerinusError } from '../errors.ts';
import { problemText } from './file-problem.ts';

/** Files that cannot be used as they are. `problems` has every one of them, `message` says them line by line. */
export class ConfigError extends SerinusError {
  override readonly name: string = 'ConfigError';
  readonly problems: readonly FileProblem[];

  constructor(problems: readonly FileProblem[], options?: ErrorOptions) {
    super('BAD_CONFIG', 422, problems.map(problemText).join('\n'), options);
    this.problems = problems;
  }
}
