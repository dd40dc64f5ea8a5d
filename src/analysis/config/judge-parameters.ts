import { Value } from 'typebox/value';
import type { Judge } from '../../judging/judge.ts';
import type { Problem } from './problem.ts';
import { schemaProblems } from './schema-problems.ts';

export type ParameterCheck =
  | { readonly parameters: Readonly<Record<string, unknown>>; readonly problems?: never }
  | { readonly parameters?: never; readonly problems: readonly [Problem, ...Problem[]] };

/** The parameters with the judge's defaults filled in, or what is wrong with them, by paths below `parameters`.
 *  A parameter that the judge does not declare is wrong, also where its schema forgot to say so. */
export function checkParameters(judge: Judge, given: Readonly<Record<string, unknown>>): ParameterCheck {
  const filled: unknown = Value.Default(judge.parameters, structuredClone(given));
  const [first, ...rest] = schemaProblems({ ...judge.parameters, additionalProperties: false }, filled);
  return first ? { problems: [first, ...rest] } : { parameters: filled as Readonly<Record<string, unknown>> };
}
