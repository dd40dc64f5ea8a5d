/** The parts of a JSON Schema that documents here are described with. */
export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly description?: string;
  readonly pattern?: string;
  readonly minProperties?: number;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** What a schema wants, in words: `"increase", "decrease" or "either"`, `a number >= 0 and <= 100`. */
export function describeSchema(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf) return listed([...new Set(schema.anyOf.map(describeSchema))]);
  switch (schema.type) {
    case 'object':
      return 'a mapping';
    case 'array':
      return (schema.minItems ?? 0) > 0 ? 'a list that is not empty' : 'a list';
    case 'boolean':
      return 'true or false';
    case 'number':
    case 'integer':
      return [schema.type === 'integer' ? 'a whole number' : 'a number', bounds(schema)].filter(Boolean).join(' ');
    case 'string':
      return schema.pattern === undefined ? 'text that is not empty' : `text matching ${schema.pattern}`;
    default:
      return 'a value';
  }
}

function bounds(schema: JsonSchema): string {
  const pairs = [
    ['>=', schema.minimum],
    ['>', schema.exclusiveMinimum],
    ['<=', schema.maximum],
    ['<', schema.exclusiveMaximum],
  ] as const;
  return pairs.flatMap(([sign, bound]) => (bound === undefined ? [] : `${sign} ${bound}`)).join(' and ');
}

/** `a, b or c` */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
}
