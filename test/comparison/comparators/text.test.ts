import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Compare } from '../../../src/comparison/comparator.ts';
import { text } from '../../../src/comparison/comparators/text.ts';
import { assertClose } from '../../support/assert-close.ts';
import { comparingWith } from '../comparing-with.ts';

const comparing = (parameters?: object): Compare => comparingWith(text, parameters);

describe('similarity of texts', () => {
  // Google's rouge_score 0.1.2 shows the fox on its page, with 0.5882352941176471 for rougeL. Lin (2004) section 3.1 has the police and
  // their gunman, with 3/4, 2/4 and 2/4.
  const cases = [
    {
      name: 'the fox',
      control: 'The quick brown fox jumps over the lazy dog',
      other: 'The quick brown dog jumps on the log.',
      f1: 10 / 17,
    },
    { name: 'police kill', control: 'police killed the gunman', other: 'police kill the gunman', f1: 3 / 4 },
    { name: 'the gunman kill police', control: 'police killed the gunman', other: 'the gunman kill police', f1: 2 / 4 },
    { name: 'the gunman police killed', control: 'police killed the gunman', other: 'the gunman police killed', f1: 2 / 4 },
    // Twice the two words that are in both, by two and three.
    { name: 'a negation', control: 'is safe', other: 'is not safe', f1: 4 / 5 },
    { name: 'case and punctuation alone', control: 'Yes, sir!', other: 'yes sir', f1: 1 },
    { name: 'nothing in common', control: 'yes', other: 'no', f1: 0 },
    { name: 'both empty', control: '', other: '', f1: 1 },
    { name: 'both blank', control: ' ', other: '\n', f1: 1 },
    { name: 'one empty', control: 'yes', other: '', f1: 0 },
    { name: 'the other empty', control: '', other: 'yes', f1: 0 },
    { name: 'one without a word', control: '...', other: '', f1: 0 },
    { name: 'emoji that differ', control: '👍', other: '👎', f1: 0 },
    { name: 'emoji that are the same', control: '👍', other: ' 👍', f1: 1 },
    // Four of six ideographs, in order, of 6 + 4.
    { name: 'ideographs', control: '我喜欢北京市', other: '我爱北京', f1: (2 * 3) / (6 + 4) },
  ];
  for (const { name, control, other, f1 } of cases) it(name, () => assertClose(comparing()(control, other).similarity!, f1, 1e-15));

  it('of stems', () => {
    const compare = comparing({ stem: 'porter' });
    assert.equal(compare('police killed the gunman', 'police kill the gunmen').similarity, 3 / 4);
    assert.equal(compare('connecting ponies', 'connection pony').similarity, 1);
  });

  it('is the same from either side, 1 for a text with itself, and in [0, 1]', () => {
    const word = fc.constantFrom('the', 'cat', 'sat', 'on', 'a', 'mat', '…', '北');
    const words = fc.array(word, { maxLength: 40 }).map((all) => all.join(' '));
    const compare = comparing();
    fc.assert(
      fc.property(words, words, (a, b) => {
        const { similarity } = compare(a, b);
        assert.equal(similarity, compare(b, a).similarity);
        assert.equal(compare(a, ` ${a}`).similarity, 1);
        assert.ok(similarity! >= 0 && similarity! <= 1);
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});

describe('differences of texts', () => {
  const cases = [
    { name: 'as similar as asked', parameters: { minRougeL: 0.75 }, control: 'a b c d', other: 'a x c d', category: undefined },
    { name: 'less similar', parameters: { minRougeL: 0.76 }, control: 'a b c d', other: 'a x c d', category: 'ROUGE-L 0.7 to 0.8' },
    { name: 'the default is 0.8', parameters: {}, control: 'a b c d', other: 'a x c d', category: 'ROUGE-L 0.7 to 0.8' },
    { name: 'nothing in common', parameters: {}, control: 'a', other: 'b', category: 'ROUGE-L 0.0 to 0.1' },
    { name: 'emptied', parameters: {}, control: 'a', other: ' ', category: 'text -> empty' },
    { name: 'filled', parameters: {}, control: '', other: 'a', category: 'empty -> text' },
    { name: 'normalised, equal', parameters: { match: 'normalised' }, control: 'Yes, sir!', other: 'yes  sir', category: undefined },
    { name: 'normalised, a sign', parameters: { match: 'normalised' }, control: 'x = 5', other: 'x = -5', category: 'ROUGE-L 0.9 to 1.0' },
    { name: 'normalised, only blank', parameters: { match: 'normalised' }, control: '!', other: ' ', category: 'text -> empty' },
    {
      name: 'exact, but for form',
      parameters: { match: 'exact' },
      control: 'Yes.',
      other: 'yes',
      category: 'case, punctuation or white space',
    },
    { name: 'exact, but for a word', parameters: { match: 'exact' }, control: 'a b', other: 'a c', category: 'ROUGE-L 0.5 to 0.6' },
    { name: 'exact, equal', parameters: { match: 'exact' }, control: 'Yes.', other: 'Yes.', category: undefined },
  ];
  for (const { name, parameters, control, other, category } of cases) {
    it(name, () => {
      const differences = category === undefined ? [] : [{ field: '', type: 'value', category }];
      assert.deepEqual(comparing(parameters)(control, other).differences, differences);
    });
  }

  it('tells how much longer the other text is, in words', () => {
    const compare = comparing();
    assert.deepEqual(compare('a b', 'a b c').measures, { lengthRatio: 1.5 });
    assert.deepEqual(compare('a b', 'a b').measures, { lengthRatio: 1 });
    assert.equal(compare('...', 'a').measures, undefined);
  });

  it('is one of type where the candidate answers no text', () => {
    assert.deepEqual(comparing()('yes', null), { similarity: 0, differences: [{ field: '', type: 'type', category: 'no text' }] });
  });
});

describe('texts that cannot be compared', () => {
  it('the control answers no text', () => assert.throws(() => comparing()(1, 'yes'), { name: 'PairError', code: 'NOT_A_TEXT' }));

  it('more words than the processor can be kept by, and not a word of them is told', () => {
    assert.throws(() => comparing()('secret '.repeat(20_001), 'yes'), {
      code: 'TEXT_TOO_LONG',
      message: 'an answer has 20001 words, 20000 are the most',
    });
  });

  for (const parameters of [{ minRougeL: 1.1 }, { match: 'fuzzy' }, { stem: 'snowball' }, { threshold: 0.5 }]) {
    it(`parameters ${JSON.stringify(parameters)}`, () => assert.throws(() => comparing(parameters), { name: 'AssertionError' }));
  }
});
