import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { porterStem, stemWords } from '../../../src/comparison/text/porter-stem.ts';

/**
 * Porter (1980) shows each rule by a word and what that rule makes of it. Words that later rules leave alone are told as the paper has
 * them; of the others the whole of the five steps is told, worked out by hand from the rules of the paper, and marked with *.
 */
const STEPS: Readonly<Record<string, string>> = {
  '1a': 'caresses caress, ponies poni, ties ti, caress caress, cats cat',
  '1b': 'feed feed, agreed agre *, plastered plaster, bled bled, motoring motor, sing sing',
  '1b, mended':
    'conflated conflat *, troubled troubl *, sized size, hopping hop, tanned tan, falling fall, hissing hiss, fizzed fizz, failing fail, filing file',
  '1c': 'happy happi, sky sky',
  '2': `relational relat *, conditional condit *, rational ration *, valenci valenc *, hesitanci hesit *, digitizer digit *,
    conformabli conform *, radicalli radic *, differentli differ *, vileli vile, analogousli analog *, vietnamization vietnam *,
    predication predic *, operator oper *, feudalism feudal, decisiveness decis *, hopefulness hope *, callousness callous,
    formaliti formal, sensitiviti sensit *, sensibiliti sensibl *`,
  '3': 'triplicate triplic, formative form, formalize formal, electriciti electr *, electrical electr *, hopeful hope, goodness good',
  '4': `revival reviv, allowance allow, inference infer, airliner airlin, gyroscopic gyroscop, adjustable adjust, defensible defens,
    irritant irrit, replacement replac, adjustment adjust, dependent depend, adoption adopt, homologou homolog, communism commun,
    activate activ, angulariti angular, homologous homolog, effective effect, bowdlerize bowdler`,
  '5a': 'probate probat, rate rate, cease ceas',
  '5b': 'controll control, roll roll',
  'all of them together': 'generalizations gener, oscillators oscil',
};

describe('porterStem', () => {
  for (const [step, words] of Object.entries(STEPS)) {
    it(`step ${step}`, () => {
      for (const pair of words.split(',')) {
        const [word = '', stem] = pair.trim().split(/\s+/);
        assert.equal(porterStem(word), stem, word);
      }
    });
  }

  it('gives the forms of a word one stem', () => {
    // The five words that the paper opens with.
    const forms = ['connect', 'connected', 'connecting', 'connection', 'connections'];
    assert.deepEqual(new Set(forms.map(porterStem)), new Set(['connect']));
  });

  for (const word of ['', 'a', 'is', 'y'.repeat(1_000_000)]) {
    it(`leaves ${word.length} letters as they are`, () => assert.equal(porterStem(word), word));
  }
});

describe('stemWords', () => {
  it('gives English words their stems and leaves the others', () => {
    assert.deepEqual(stemWords(['connected', 'cafés', 'x1s', 'connected', 'constructor']), [
      'connect',
      'cafés',
      'x1s',
      'connect',
      'constructor',
    ]);
  });
});
