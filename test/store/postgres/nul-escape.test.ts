import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { closeText, openText } from '../../../src/store/postgres/nul-escape.ts';

const text = fc.array(fc.constantFrom('\0', '\uFDD0', '0', '1', 'a', '🙂'), { maxLength: 12 }).map((parts) => parts.join(''));

describe('a text for PostgreSQL', () => {
  it('has no U+0000, and the same text is made of it again', () => {
    fc.assert(
      fc.property(text, (given) => {
        assert.ok(!closeText(given).includes('\0'));
        assert.equal(openText(closeText(given)), given);
      }),
      { seed: 20260104, numRuns: 2000 },
    );
  });

  it('is as it was when it has none of either', () => assert.equal(closeText('naïve 🙂 01'), 'naïve 🙂 01'));
});
