import assert from 'node:assert/strict';
import { text } from '../../src/comparison/comparators/text.ts';
import { numberWords, wordsOf } from '../../src/comparison/text/words.ts';
import { comparingWith } from '../comparison/comparing-with.ts';
import { twoRowLcs } from '../comparison/text/two-row-lcs.ts';
import { type Random, seeded } from '../support/random.ts';
import type { Report } from './figure.ts';
import { compareTimes } from './side-by-side.ts';

const WORDS = 1_000;
const VOCABULARY = 3_000;
/** Pairs of one measurement: one takes too short a time to be measured. */
const PAIRS = 20;

/** The whole text comparator, from two strings on, against the plain table of the longest common subsequence alone, given numbered words. */
export default async function rouge(report: Report): Promise<void> {
  const random = seeded(2_004);
  const pairs = Array.from({ length: PAIRS }, () => {
    const control = drawWords(random);
    // A candidate that keeps three words of four.
    const other = control.map((word) => (random.uniform() < 0.75 ? word : drawWord(random)));
    const { a, b } = numberWords(control, other);
    return { control: control.join(' '), other: other.join(' '), a, b };
  });
  const compare = comparingWith(text);
  const ours = (): number => pairs.reduce((sum, { control, other }) => sum + compare(control, other).similarity! * WORDS, 0);
  const theirs = (): number => pairs.reduce((sum, { a, b }) => sum + twoRowLcs(a, b), 0);
  assert.ok(pairs.every(({ control }) => wordsOf(control).length === WORDS));
  report({
    name: 'ROUGE-L of two 1,000-word texts: largest error of a sum of lengths',
    value: Math.abs(ours() - theirs()),
    unit: 'words',
    limit: { atMost: 1e-6 },
  });

  const { ratio, spread, ours: plain, theirs: whole } = await compareTimes(theirs, ours);
  report({
    name: 'ROUGE-L of two 1,000-word texts, speed against the plain table',
    value: ratio,
    unit: 'times',
    limit: { atLeast: 3 },
    spread,
  });
  report({ name: '  whole comparator', value: whole / PAIRS, unit: 'ms' });
  report({ name: '  plain table alone', value: plain / PAIRS, unit: 'ms' });
}

/** Word k of the vocabulary comes about as often as 1 / k, as in natural language (Zipf). */
function drawWord(random: Random): string {
  return `w${Math.floor(VOCABULARY ** random.uniform()).toString(36)}`;
}

function drawWords(random: Random): string[] {
  return Array.from({ length: WORDS }, () => drawWord(random));
}
