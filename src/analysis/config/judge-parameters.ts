import type { TObject } from 'typebox';
import { Value } from 'typebox/value';
import type { Problem } from './problem.ts';
import { schemaProblems } from './schema-problems.ts';

export type ParameterCheck =
  | { readonly parameters: Readonly<Record<string, unknown>>; readonly problems?: never }
  | { readonly parameters?: never; readonly problems: readonly [Problem, ...Problem[]] };

/** The parameters with the defaults of the judge or comparator filled in, or what is wrong with them, by paths below `parameters`.
 *  A parameter that it does not declare is wrong, also where its schema forgot to say so. */
export function checkParameters(of: { readonly parameters: TObject }, given: Readonly<Record<string, unknown>>): ParameterCheck {
  const filled: unknown = Value.Default(of.parameters, structuredClone(given));
  const [first, ...rest] = schemaProblems({ ...of.parameters, additionalProperties: false }, filled);
  return first ? { problems: [first, ...rest] } : { parameters: filled as Readonly<Record<string, unknown>> };
}
