import { SerinusError } from '../errors.ts';

/** The settings cannot be used. `message` has a line for each problem; no secret is ever in it. */
export class SettingsError extends SerinusError {
  override readonly name: string = 'SettingsError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super('BAD_SETTINGS', 422, problems.join('\n'), options);
    this.problems = problems;
  }
}
