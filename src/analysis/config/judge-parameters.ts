import { Value } from 'typebox/value';
import type { Judge } from '../../judging/judge.ts';

/** A parameter its judge does not accept: `path` below `parameters`, empty for the whole. */
export interface ParameterProblem {
  readonly path: readonly string[];
  readonly message: string;
}

export type ParameterCheck =
  | { readonly parameters: Readonly<Record<string, unknown>>; readonly problems?: never }
  | { readonly parameters?: never; readonly problems: readonly [ParameterProblem, ...ParameterProblem[]] };

/** The parameters with the judge's defaults filled in, or what is wrong with them. A parameter the judge does not declare is wrong. */
export function checkParameters(judge: Judge, given: Readonly<Record<string, unknown>>): ParameterCheck {
  const known = Object.keys(judge.parameters.properties);
  const problems: ParameterProblem[] = Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => ({ path: [name], message: `unknown; ${judge.name} takes ${known.length === 0 ? 'no parameters' : known.join(', ')}` }));
  const filled: unknown = Value.Default(judge.parameters, structuredClone(given));
  for (const error of Value.Errors(judge.parameters, filled)) {
    const path = error.instancePath.split('/').slice(1);
    if (!(path.length === 1 && problems.some((problem) => problem.path[0] === path[0]))) problems.push({ path, message: error.message });
  }
  const [first, ...rest] = problems;
  return first ? { problems: [first, ...rest] } : { parameters: filled as Readonly<Record<string, unknown>> };
}
