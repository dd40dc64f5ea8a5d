import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePointer, partAt } from '../../src/comparison/json-pointer.ts';
import { BadInputError } from '../../src/errors.ts';
import type { Json } from '../../src/model/json.ts';

describe('JSON Pointers', () => {
  // The document and its pointers in RFC 6901, section 5.
  const document: Json = { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'c%d': 2, 'e^f': 3, 'g|h': 4, 'i\\j': 5, 'k"l': 6, ' ': 7, 'm~n': 8 };
  const cases: readonly (readonly [pointer: string, part: Json | undefined])[] = [
    ['', document],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/e^f', 3],
    ['/g|h', 4],
    ['/i\\j', 5],
    ['/k"l', 6],
    ['/ ', 7],
    ['/m~0n', 8],
    ['/foo/2', undefined],
    ['/foo/length', undefined],
    ['/foo/0/0', undefined],
    ['/toString', undefined],
    ['/__proto__', undefined],
    ['/no/such', undefined],
  ];
  for (const [pointer, part] of cases)
    it(JSON.stringify(pointer), () => assert.deepEqual(partAt(document, parsePointer(pointer, 'path')), part));

  it('reads ~01 as ~1, not as /', () => assert.deepEqual(parsePointer('/~01', 'path'), ['~1']));

  it('finds a field that is called __proto__', () => {
    assert.equal(partAt(JSON.parse('{"__proto__": {"x": 1}}') as Json, parsePointer('/__proto__/x', 'path')), 1);
  });

  for (const pointer of ['foo', '/a~b', '/a~2', '#/foo'])
    it(`refuses ${pointer}`, () =>
      assert.throws(
        () => parsePointer(pointer, 'path'),
        (error) => error instanceof BadInputError && error.field === 'path',
      ));
});
