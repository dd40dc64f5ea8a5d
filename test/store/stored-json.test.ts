import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { unpackJson } from '../../src/store/packed-json.ts';
import { halvesOf } from '../../src/store/pair-half.ts';

/** A bit of the closing quote is wrong. */
const DAMAGED = '{"id":"a","answer":"Zq7-private-words#}';

const readers: readonly { readonly name: string; readonly read: () => unknown }[] = [
  { name: 'a document', read: () => unpackJson(deflateRawSync(DAMAGED)) },
  { name: 'a half', read: () => halvesOf({ id: 'a', control: null, candidate: DAMAGED }) },
];

describe('what is stored and damaged', () => {
  for (const { name, read } of readers)
    it(`is not quoted by the error that says so: ${name}`, () => {
      assert.throws(read, (error: Error) => {
        assert.ok(error instanceof SyntaxError);
        assert.doesNotMatch(`${error.stack} ${String(error.cause)}`, /Zq7|private|words/);
        return true;
      });
    });
});
