import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalisedText } from '../../../src/comparison/text/normalised-text.ts';
import { numberWords, wordsOf } from '../../../src/comparison/text/words.ts';

describe('wordsOf', () => {
  const cases = [
    { name: 'nothing', text: '', words: [] },
    { name: 'punctuation alone', text: '... !?', words: [] },
    { name: 'English', text: 'Don’t stop: it’s 9 o’clock.', words: ['don', 't', 'stop', 'it', 's', '9', 'o', 'clock'] },
    { name: 'letters with marks, composed or not', text: 'Naïve nai\u0308ve', words: ['naïve', 'naïve'] },
    { name: 'marks that have no composed form', text: 'हिन्दी भाषा', words: ['हिन्दी', 'भाषा'] },
    { name: 'Greek and Russian', text: 'ΣΊΣΥΦΟΣ Ёлка', words: ['σίσυφος', 'ёлка'] },
    { name: 'ideographs, each a word', text: '北京2024年', words: ['北', '京', '2024', '年'] },
    { name: 'kana with its long sound, full or half width', text: 'カー ｶｰ', words: ['カ', 'ー', 'カ', 'ー'] },
    { name: 'forms of one letter', text: 'ﬁne Ⅷ Ａ', words: ['fine', 'viii', 'a'] },
    { name: 'emoji, which are no words', text: 'ok 👍', words: ['ok'] },
    { name: 'half a surrogate pair', text: 'a\ud800b', words: ['a', 'b'] },
  ];
  for (const { name, text, words } of cases) it(name, () => assert.deepEqual(wordsOf(text), words));
});

describe('numberWords', () => {
  it('gives equal words equal numbers', () => {
    const { a, b, ids } = numberWords(['the', 'cat', 'the'], ['a', 'cat']);
    assert.deepEqual([...a, ...b, ids], [0, 1, 0, 2, 1, 3]);
  });

  it('knows no word from what every object inherits', () => {
    const { a, ids } = numberWords(['constructor', '__proto__'], []);
    assert.deepEqual([...a, ids], [0, 1, 2]);
  });
});

describe('normalisedText', () => {
  const cases = [
    { name: 'case and punctuation', text: 'Hello, World!', normalised: 'hello world' },
    { name: 'white space of all widths', text: '\t a\u00a0\n b\u3000', normalised: 'a b' },
    { name: 'a sign and a decimal point stay', text: 'from -3.5 to (5).', normalised: 'from -3.5 to 5' },
    { name: 'currencies and emoji stay', text: '$5 👍', normalised: '$5 👍' },
    { name: 'forms of one letter', text: 'ﬁne', normalised: 'fine' },
    { name: 'nothing but punctuation', text: '?!', normalised: '' },
  ];
  for (const { name, text, normalised } of cases) it(name, () => assert.equal(normalisedText(text), normalised));
});
