import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { describeSchema, type JsonSchema } from './describe-schema.ts';
import { didYouMean } from './nearest-name.ts';
import type { Problem, ProblemPath } from './problem.ts';

/**
 * Everything in the value that its schema does not allow, in the order of the schema. TypeBox decides on the leaves; walking
 * the document here gives every problem (its own list ends at eight), and of a union only the problems of the meant variant:
 * mappings are told apart by their `kind` or `type`, others by what they are.
 */
export function schemaProblems(schema: TSchema, value: unknown): readonly Problem[] {
  return problemsAt(schema as JsonSchema, value, []);
}

function problemsAt(schema: JsonSchema, value: unknown, path: ProblemPath): readonly Problem[] {
  if (schema.anyOf) return unionProblems(schema.anyOf, value, path);
  const allowed = schema.type === 'object' ? isMapping(value) : Value.Check({ ...schema, items: {} } as TSchema, value);
  if (!allowed) return [mismatch(schema, value, path)];
  if (isMapping(value) && schema.type === 'object') return mappingProblems(schema, value, path);
  if (Array.isArray(value) && schema.items) return value.flatMap((item, index) => problemsAt(schema.items!, item, [...path, index]));
  return [];
}

function mismatch(schema: JsonSchema, value: unknown, path: ProblemPath): Problem {
  const hint = schema.type === 'string' && schema.pattern !== undefined && schema.description ? ` (${schema.description})` : '';
  const expected = describeSchema(schema);
  return { path, message: `must be ${expected}${hint}`, value, expected };
}

function mappingProblems(schema: JsonSchema, value: Readonly<Record<string, unknown>>, path: ProblemPath): readonly Problem[] {
  const properties = schema.properties ?? {};
  const missing = (schema.required ?? []).filter((key) => !Object.hasOwn(value, key));
  const problems: Problem[] = missing.map((key) => {
    const expected = describeSchema(properties[key] ?? {});
    return { path: [...path, key], message: `is missing: must be ${expected}`, expected };
  });
  for (const [key, field] of Object.entries(value)) {
    const at = [...path, key];
    const known = Object.hasOwn(properties, key) ? properties[key] : patternProperty(schema, key);
    if (known) problems.push(...problemsAt(known, field, at));
    else problems.push(unknownField(schema, at, field));
  }
  if (Object.keys(value).length < (schema.minProperties ?? 0)) {
    const expected = `at least one of ${Object.keys(properties).join(', ')}`;
    problems.push({ path, message: `must have ${expected}`, value, expected });
  }
  return problems;
}

function patternProperty({ patternProperties = {}, additionalProperties }: JsonSchema, key: string): JsonSchema | undefined {
  const match = Object.entries(patternProperties).find(([pattern]) => new RegExp(pattern, 'u').test(key));
  if (match) return match[1];
  if (typeof additionalProperties === 'object') return additionalProperties;
  return additionalProperties === false ? undefined : {};
}

function unknownField({ properties = {}, patternProperties = {} }: JsonSchema, path: ProblemPath, value: unknown): Problem {
  const name = String(path.at(-1));
  const [pattern] = Object.keys(patternProperties);
  if (pattern !== undefined)
    return { path, message: `is no allowed name: it must match ${pattern}`, value, expected: `a name matching ${pattern}` };
  const names = Object.keys(properties);
  return { path, message: `is no known field${didYouMean(name, names)}`, value, expected: `one of ${names.join(', ')}` };
}

function unionProblems(variants: readonly JsonSchema[], value: unknown, path: ProblemPath): readonly Problem[] {
  if (isMapping(value)) {
    const mappings = variants.filter((variant) => variant.type === 'object');
    const [only, ...others] = mappings;
    if (only && others.length === 0) return problemsAt(only, value, path);
    const tag = ['kind', 'type'].find(
      (key) => mappings.length > 0 && mappings.every((variant) => variant.properties?.[key]?.const !== undefined),
    );
    if (tag !== undefined) return taggedProblems(tag, mappings, { value, path });
    const meant = mappings.find((variant) => Object.keys(variant.properties ?? {}).some((key) => Object.hasOwn(value, key)));
    if (meant) return problemsAt(meant, value, path);
  }
  if (variants.some((variant) => !isMapping(value) && problemsAt(variant, value, path).length === 0)) return [];
  const sameType = variants.filter((variant) => variant.type !== undefined && variant.const === undefined && variant.type === typeof value);
  if (sameType.length === 1) return problemsAt(sameType[0]!, value, path);
  const literals = variants.flatMap((variant) => (typeof variant.const === 'string' ? [variant.const] : []));
  const { message, ...problem } = mismatch({ anyOf: variants }, value, path);
  return [{ ...problem, message: message + (typeof value === 'string' ? didYouMean(value, literals) : '') }];
}

function taggedProblems(
  tag: string,
  variants: readonly JsonSchema[],
  { value, path }: { readonly value: Readonly<Record<string, unknown>>; readonly path: ProblemPath },
): readonly Problem[] {
  const meant = variants.find((variant) => variant.properties?.[tag]?.const === value[tag]);
  if (meant) return problemsAt(meant, value, path);
  const tags = { anyOf: variants.map((variant) => variant.properties![tag]!) };
  if (Object.hasOwn(value, tag)) return problemsAt(tags, value[tag], [...path, tag]);
  const expected = describeSchema(tags);
  return [{ path: [...path, tag], message: `is missing: must be ${expected}`, expected }];
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
