import fc from 'fast-check';

/** Texts that have broken parsers, paths, logs, databases and regular expressions. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...['', ' ', '\0', 'a\0b', '\u202e', '\ud800', '\ufeff', '😀', 'null', 'undefined', 'NaN', '-0', '1e999', '00', '0x10', '٣'],
    ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'],
    ...['..', '../../etc/passwd', '..%2f..%2f', '%00', '%', '%zz', '/', '//', '\\', '.', '?', '#', '&', '=', ';', '+'],
    ...["' OR 1=1 --", '"; DROP TABLE looks; --', '%s%n', '${jndi:ldap://x}', '{{7*7}}', '<script>', '\r\nX-Injected: 1', '\x1b[31m'],
    ...['2026-13-45T99:99:99Z', '2026-01-01', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999999999Z', '2026-02-30T00:00:00Z'],
    ...['version=', '=v1', 'version=v1=v2', 'version', `version=${'x'.repeat(1100)}`],
    ...['999999999d999999999d', '0s', '1ms', '9007199254740993', '-1', '1.5'],
    ...['a'.repeat(127), 'a'.repeat(129), 'a'.repeat(5000), `${'a'.repeat(60)}!`, '('.repeat(500)],
    ...['serinus_score{', 'serinus_score{analysis="\\', 'serinus_score{analysis="id-1",analysis="id-2"}', 'up', 'vector(1)+1'],
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);

const hostileNumber = fc.constantFrom(0, -0, -1, 1.5, 1e308, -1e308, 5e-324, Number.MAX_SAFE_INTEGER, 2 ** 53, 2 ** 31, 2 ** 63, 501);

/** Values of JSON that stand where something else is expected. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  hostileNumber,
  fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], { length: 1e9 }, { toJSON: 1 }, { $ref: '#' }),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(deep(50), deep(2000)),
);

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = [value];
  return value;
}

/** Bodies that are no JSON, or JSON of a kind that parsers stumble over. */
export const hostileBody: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...['{', '[', '"', '{"a":}', 'nul', '[1,]', "{'a':1}", '{"a":1}{"b":2}', '\ufeff{}', '{"a":NaN}', '{"a":1e999}', '"\ud800"'],
    ...['{"__proto__":{"x":1}}', '{"constructor":{"prototype":{"x":1}}}', '{"a":1,"a":2}', `${'['.repeat(20_000)}`, ' '.repeat(5000)],
    ...[`{"config":"${'x'.repeat(100_000)}"}`, 'query=vector(1)', 'query=%', 'query', '%', '&&&==', '\0'],
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
  hostileValue.map((value) => JSON.stringify(value) ?? ''),
);

/** A value with one place of it spoilt: a member gone, added, or replaced by something else. */
export function spoilt(value: unknown): fc.Arbitrary<unknown> {
  const places = placesOf(value);
  return fc
    .tuple(fc.nat(places.length - 1), fc.constantFrom('replace', 'remove', 'add', 'rename'), hostileValue, hostileText)
    .map(([at, how, other, name]) => {
      const place = places[at]!;
      if (place.length === 0) return how === 'add' && isRecord(value) ? { ...value, [name]: other } : other;
      return changed(value, place, (parent, key) => {
        if (how === 'add') parent[name] = other;
        else if (how === 'replace') parent[key] = other;
        else {
          if (how === 'rename') parent[name] = parent[key];
          delete parent[key];
        }
      });
    });
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function placesOf(value: unknown, at: readonly string[] = []): readonly (readonly string[])[] {
  if (!isRecord(value)) return [at];
  return [at, ...Object.entries(value).flatMap(([key, part]) => placesOf(part, [...at, key]))];
}

function changed(value: unknown, place: readonly string[], change: (parent: Record<string, unknown>, key: string) => void): unknown {
  const copy: unknown = structuredClone(value);
  let parent = copy;
  for (const key of place.slice(0, -1)) parent = (parent as Record<string, unknown>)[key];
  change(parent as Record<string, unknown>, place.at(-1)!);
  return copy;
}
