import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';
import { BadInputError } from '../errors.ts';

/**
 * Checks one part of a request against its schema. Bodies and path parameters are taken as they are; of a query string, which is
 * all text, decimal numbers become numbers and a parameter given once becomes a list where the schema wants these.
 * A value that does not fit is a BadInputError that names the field.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const compiled = Compile(schema);
  return (value: unknown) => {
    const given = httpPart === 'querystring' ? fromText(schema, value) : value;
    return compiled.Check(given) ? { value: given } : { error: badInput(compiled.Errors(given), httpPart ?? 'body') };
  };
};

interface Shape {
  readonly properties?: Readonly<Record<string, { readonly type?: string }>>;
}

function fromText({ properties = {} }: Shape, query: unknown): unknown {
  const given = query as Readonly<Record<string, unknown>>;
  let converted: Record<string, unknown> | undefined;
  for (const name of Object.keys(given)) {
    const type = Object.hasOwn(properties, name) ? properties[name]!.type : undefined;
    const value = given[name];
    const meant = typeof value === 'string' ? ofType(type, value) : value;
    if (meant === value) continue;
    converted ??= { ...given };
    converted[name] = meant;
  }
  return converted ?? query;
}

function ofType(type: string | undefined, text: string): unknown {
  if ((type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return type === 'array' ? [text] : text;
}

function badInput(errors: readonly TLocalizedValidationError[], part: string): BadInputError {
  // An unknown field first: where another is missing as well, it is that one misspelt. `boolean` accompanies it and says less.
  const error =
    errors.find(({ keyword }) => keyword === 'additionalProperties') ?? errors.find(({ keyword }) => keyword !== 'boolean') ?? errors[0];
  if (error === undefined) return new BadInputError(part, 'does not fit its schema');
  const [name, sentence] = inWords(error);
  const path = error.instancePath.split('/').slice(1).map(unescapePointer);
  if (name !== undefined) path.push(name);
  return new BadInputError(path.length === 0 ? part : path.join('.'), sentence);
}

/** The member of the object at the error's path that is meant, if any, and what is wrong with it. */
function inWords(error: TLocalizedValidationError): [string | undefined, string] {
  switch (error.keyword) {
    case 'required':
      return [error.params.requiredProperties[0], 'is missing'];
    case 'additionalProperties':
      return [error.params.additionalProperties[0], 'is unknown'];
    case 'enum':
      return [undefined, `must be one of ${error.params.allowedValues.join(', ')}`];
    case 'const':
      return [undefined, `must be ${JSON.stringify(error.params.allowedValue)}`];
    default:
      return [undefined, error.message];
  }
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
