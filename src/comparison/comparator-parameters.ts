import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { BadInputError } from '../errors.ts';
import type { Comparator } from './comparator.ts';

/**
 * The parameters with the comparator's defaults filled in. One that it does not declare is wrong, also where its schema forgot to
 * say so.
 * @param field where the parameters stand, for the error. @throws {BadInputError} naming the first parameter that is wrong.
 */
export function comparatorParameters(
  { parameters: declared }: Pick<Comparator, 'parameters'>,
  given: Readonly<Record<string, unknown>>,
  field: string,
): Readonly<Record<string, unknown>> {
  const filled: unknown = Value.Default(declared, structuredClone(given));
  const closed: TSchema = { ...declared, additionalProperties: false };
  const errors = Value.Errors(closed, filled);
  // An unknown parameter first: where another is missing as well, it is that one misspelt.
  const error = errors.find(({ keyword }) => keyword === 'additionalProperties') ?? errors[0];
  if (error === undefined) return filled as Readonly<Record<string, unknown>>;
  const path = [field, ...error.instancePath.split('/').slice(1)];
  if (error.keyword === 'additionalProperties') {
    const known = Object.keys(declared.properties).join(', ');
    path.push(String(error.params.additionalProperties[0]));
    throw new BadInputError(path.join('.'), `is no parameter of the comparator: it has ${known || 'none'}`);
  }
  if (error.keyword === 'required') {
    path.push(String(error.params.requiredProperties[0]));
    throw new BadInputError(path.join('.'), 'is missing');
  }
  throw new BadInputError(path.join('.'), error.message);
}
