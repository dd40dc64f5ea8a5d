import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BadInputError } from '../../src/errors.ts';
import { readCursor, writeCursor } from '../../src/store/cursor.ts';

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a cursor', () => {
  it('says where its ordering goes on', () =>
    assert.deepEqual(readCursor('analyses', writeCursor('analyses', 17, 'ä/é')), { position: 17, tieBreaker: 'ä/é' }));

  const refused = [
    { name: 'of another ordering', cursor: writeCursor('looks', 17, 'a') },
    { name: 'that is empty', cursor: '' },
    { name: 'that is text', cursor: 'next' },
    { name: 'with more behind it', cursor: `${writeCursor('analyses', 17, 'a')}=` },
    { name: 'of a position that is no integer', cursor: encoded(['analyses', 1.5, 'a']) },
    { name: 'of a position that is text', cursor: encoded(['analyses', '17', 'a']) },
    { name: 'without a tie-breaker', cursor: encoded(['analyses', 17]) },
    { name: 'with a part too many', cursor: encoded(['analyses', 17, 'a', 'b']) },
    { name: 'that is an object', cursor: encoded({ length: 3 }) },
  ];
  for (const { name, cursor } of refused) {
    it(`${name} is refused`, () =>
      assert.throws(
        () => readCursor('analyses', cursor),
        (error) => error instanceof BadInputError && error.field === 'cursor',
      ));
  }
});
