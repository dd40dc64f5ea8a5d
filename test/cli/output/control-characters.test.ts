import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { withoutControlCharacters } from '../../../src/cli/output/control-characters.ts';

describe('text from outside on a terminal', () => {
  const cases: readonly (readonly [name: string, text: string, shown: string])[] = [
    ['is as it was', 'Zürich 東京 😀 العربية', 'Zürich 東京 😀 العربية'],
    ['colours nothing', '\u001b[31mred', '\\u001b[31mred'],
    ['stays on its line', 'a\nb\u2028c', 'a\\u000ab\\u2028c'],
    ['does not turn what follows it round', '\u202e12 %\u2066\u200f', '\\u202e12 %\\u2066\\u200f'],
  ];
  for (const [name, text, shown] of cases) it(name, () => assert.equal(withoutControlCharacters(text), shown));
});
