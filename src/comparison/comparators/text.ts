import { type Static, Type } from 'typebox';
import { NO_DIFFERENCES } from '../alike.ts';
import { type Compared, defineComparator } from '../comparator.ts';
import { PairError } from '../pair-error.ts';
import { normalisedText } from '../text/normalised-text.ts';
import { stemWords } from '../text/porter-stem.ts';
import { rougeL } from '../text/rouge-l.ts';
import { wordsOf } from '../text/words.ts';

/** Two texts of so many words keep the processor for some 30 ms, and that grows with the square. */
const MOST_WORDS = 20_000;

const Parameters = Type.Object(
  {
    match: Type.Union([Type.Literal('rouge-l'), Type.Literal('normalised'), Type.Literal('exact')], {
      default: 'rouge-l',
      description:
        'When two texts agree: their similarity is at least minRougeL; they are equal but for case, white space and punctuation; they are equal.',
    }),
    minRougeL: Type.Number({ minimum: 0, maximum: 1, default: 0.8, description: 'Less similar texts differ. Of match rouge-l alone.' }),
    stem: Type.Union([Type.Literal('none'), Type.Literal('porter')], {
      default: 'none',
      description: 'porter: forms of one English word are the same word to the similarity.',
    }),
  },
  { additionalProperties: false },
);

const EQUAL: Compared = Object.freeze({ similarity: 1, differences: NO_DIFFERENCES, measures: Object.freeze({ lengthRatio: 1 }) });
const NO_TEXT: Compared = Object.freeze({
  similarity: 0,
  differences: Object.freeze([Object.freeze({ field: '', type: 'type', category: 'no text' } as const)]),
});

export const text = defineComparator({
  name: 'text',
  description: 'Texts of people or models: similarity is ROUGE-L, the share of words that are in both in the same order.',
  parameters: Parameters,
  comparing(parameters) {
    return (control, other) => {
      if (typeof control !== 'string') throw new PairError('NOT_A_TEXT', "the control's answer is no text");
      if (typeof other !== 'string') return NO_TEXT;
      return control === other ? EQUAL : compareTexts(control, other, parameters);
    };
  },
});

function compareTexts(control: string, other: string, { match, minRougeL, stem }: Static<typeof Parameters>): Compared {
  const [a, b] = [limitedWords(control), limitedWords(other)];
  const [rootsA, rootsB] = stem === 'porter' ? [stemWords(a), stemWords(b)] : [a, b];
  // Emoji alone, or dots, are no words and yet not all the same.
  const similarity = a.length + b.length === 0 ? Number(control.trim() === other.trim()) : rougeL(rootsA, rootsB);
  const isEqualButForm = match !== 'rouge-l' && isBlank(control) === isBlank(other) && normalisedText(control) === normalisedText(other);
  const agree = match === 'rouge-l' ? similarity >= minRougeL : match === 'normalised' && isEqualButForm;
  const category = isEqualButForm ? 'case, punctuation or white space' : categoryOf(control, other, similarity);
  return {
    similarity,
    differences: agree ? NO_DIFFERENCES : [{ field: '', type: 'value', category }],
    // Of no words no number of words is a multiple.
    ...(a.length > 0 && { measures: { lengthRatio: b.length / a.length } }),
  };
}

/** `ROUGE-L 0.6 to 0.7` */
function categoryOf(control: string, other: string, similarity: number): string {
  if (isBlank(control)) return 'empty -> text';
  if (isBlank(other)) return 'text -> empty';
  const lower = Math.min(9, Math.floor(similarity * 10));
  return `ROUGE-L ${(lower / 10).toFixed(1)} to ${((lower + 1) / 10).toFixed(1)}`;
}

function isBlank(answer: string): boolean {
  return answer.trim() === '';
}

function limitedWords(answer: string): readonly string[] {
  const words = wordsOf(answer);
  if (words.length > MOST_WORDS) throw new PairError('TEXT_TOO_LONG', `an answer has ${words.length} words, ${MOST_WORDS} are the most`);
  return words;
}
