import fc from 'fast-check';

export type Schema = { readonly [key: string]: unknown };

/** Schemas of a document with every reference replaced by what it refers to. */
export function inlined(components: Readonly<Record<string, Schema>>, schema: unknown): Schema {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const { $ref } = value as { $ref?: string };
    if ($ref !== undefined) return walk(components[$ref.replace('#/components/schemas/', '')]);
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, walk(part)]));
  };
  return walk(schema) as Schema;
}

/** Values by `name:type` of the schema that meet things that are there: ids, names of configs, queries. */
export type Known = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** Values that fit the schema of something of that name: mostly known ones, where there are. */
export function fittingNamed(name: string, schema: Schema, known: Known): fc.Arbitrary<unknown> {
  const any = fitting(schema, known);
  const mostly = known[`${name}:${String(schema.type)}`];
  return mostly === undefined ? any : fc.oneof({ weight: 4, arbitrary: mostly }, any);
}

/**
 * Values that fit a schema, as far as JSON Schema says so by itself.
 * @param schema without references.
 */
export function fitting(schema: Schema, known: Known = {}): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]));
  const choices = (schema.anyOf ?? schema.oneOf) as readonly Schema[] | undefined;
  if (choices) return fc.oneof(...choices.map((one) => fitting(one, known)));
  if (Array.isArray(schema.allOf)) return fitting(Object.assign({}, ...schema.allOf) as Schema, known);
  switch (schema.type) {
    case 'object':
      return anObject(schema, known);
    case 'array':
      return anArray(schema, known);
    case 'string':
      return text(schema);
    case 'integer':
      return fc.integer({ min: Number(schema.minimum ?? -1000), max: Number(schema.maximum ?? 1_000_000) });
    case 'number':
      return fc.double({ ...bounds(schema), noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function anObject(schema: Schema, known: Known): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
  const required = new Set((schema.required ?? []) as readonly string[]);
  const model = Object.fromEntries(properties.map(([name, one]) => [name, fittingNamed(name, one, known)]));
  const own = fc.record(model, { requiredKeys: [...required] });
  const [pattern, others] = Object.entries((schema.patternProperties ?? {}) as Record<string, Schema>)[0] ?? [];
  const free = typeof schema.additionalProperties === 'object' ? (schema.additionalProperties as Schema) : others;
  if (free === undefined) return own;
  const names = pattern === undefined ? fc.constantFrom('version', 'namespace', 'a b') : matching(pattern);
  const entries = fc.dictionary(fc.oneof({ weight: 4, arbitrary: fc.constant('version') }, names), fitting(free, known), { maxKeys: 3 });
  return fc.tuple(entries, own).map(([more, one]) => ({ ...more, ...(one as object) }));
}

function anArray({ items, minItems = 0, maxItems }: Schema, known: Known): fc.Arbitrary<unknown> {
  const [least, most] = [Number(minItems), Math.min(Number(maxItems ?? 4), Number(minItems) + 3)];
  if (Array.isArray(items)) return fc.tuple(...items.map((one) => fitting(one as Schema, known))).map((list) => [...list]);
  return fc.array(fitting((items ?? {}) as Schema, known), { minLength: least, maxLength: Math.max(least, most) });
}

function text({ pattern, format, minLength = 0, maxLength }: Schema): fc.Arbitrary<string> {
  if (format === 'date-time') return aTime;
  if (typeof pattern === 'string') return matching(pattern);
  return fc.string({ minLength: Number(minLength), maxLength: Math.min(Number(maxLength ?? 20), Number(minLength) + 20) });
}

/** Around the time at which the fuzzed server stands still, in several ways of writing. */
const aTime = fc
  .tuple(fc.integer({ min: -3 * 86_400, max: 3600 }), fc.constantFrom('Z', '+02:00', '-11:30', '.5Z'))
  .map(([seconds, zone]) => `${new Date(FUZZ_NOW + seconds * 1000).toISOString().slice(0, 19)}${zone}`);
export const FUZZ_NOW = Date.UTC(2026, 0, 10, 12);

function matching(pattern: string): fc.Arbitrary<string> {
  return fc.stringMatching(new RegExp(pattern.startsWith('^') ? pattern : `^${pattern}$`), { size: 'small' });
}

function bounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): {
  min: number;
  max: number;
  minExcluded: boolean;
  maxExcluded: boolean;
} {
  return {
    min: Number(exclusiveMinimum ?? minimum ?? -1e9),
    max: Number(exclusiveMaximum ?? maximum ?? 1e9),
    minExcluded: exclusiveMinimum !== undefined,
    maxExcluded: exclusiveMaximum !== undefined,
  };
}
