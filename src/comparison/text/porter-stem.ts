/** Suffixes of a step, longest first, with what comes in their place. Only the first that fits is tried. */
type Rules = readonly (readonly [suffix: string, replacement: string])[];

const DERIVED: Rules = [
  ['ational', 'ate'],
  ['ization', 'ize'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['tional', 'tion'],
  ['biliti', 'ble'],
  ['entli', 'ent'],
  ['ousli', 'ous'],
  ['ation', 'ate'],
  ['alism', 'al'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['abli', 'able'],
  ['alli', 'al'],
  ['ator', 'ate'],
  ['eli', 'e'],
];
const FURTHER: Rules = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ness', ''],
  ['ful', ''],
];
const ENDINGS = 'ement ance ence able ible ment ant ent ion ism ate iti ous ive ize al er ic ou'.split(' ');

/** Longer is no word but data. */
const MOST_LETTERS = 40;

/**
 * The stem of an English word: what is left without its endings, so that forms of one word are the same.
 * @param word lower case, a to z; of up to two letters, or of more than 40, it is its own stem.
 * @see Porter (1980), An algorithm for suffix stripping, Program 14(3), as published.
 */
export function porterStem(word: string): string {
  if (word.length <= 2 || word.length > MOST_LETTERS) return word;
  let stem = withoutPlural(word);
  stem = withoutPast(stem);
  if (stem.endsWith('y') && hasVowel(stem.slice(0, -1))) stem = `${stem.slice(0, -1)}i`;
  stem = replaced(stem, DERIVED);
  stem = replaced(stem, FURTHER);
  stem = withoutEnding(stem);
  return withoutLast(stem);
}

/** The words with the English ones, those of a to z alone, in the place of their stems. */
export function stemWords(words: readonly string[]): readonly string[] {
  const stems = new Map<string, string>();
  return words.map((word) => {
    const known = stems.get(word);
    if (known !== undefined) return known;
    const stem = /^[a-z]+$/.test(word) ? porterStem(word) : word;
    stems.set(word, stem);
    return stem;
  });
}

/** Step 1a. */
function withoutPlural(word: string): string {
  if (word.endsWith('sses') || word.endsWith('ies')) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

/** Step 1b. */
function withoutPast(word: string): string {
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const stem = word.endsWith('ed') ? word.slice(0, -2) : word.endsWith('ing') ? word.slice(0, -3) : '';
  if (!hasVowel(stem)) return word;
  if (stem.endsWith('at') || stem.endsWith('bl') || stem.endsWith('iz')) return `${stem}e`;
  if (endsInDouble(stem) && !/[lsz]$/.test(stem)) return stem.slice(0, -1);
  return measure(stem) === 1 && endsShort(stem) ? `${stem}e` : stem;
}

/** Steps 2 and 3. */
function replaced(word: string, rules: Rules): string {
  for (const [suffix, replacement] of rules) {
    if (!word.endsWith(suffix)) continue;
    const stem = word.slice(0, -suffix.length);
    return measure(stem) > 0 ? stem + replacement : word;
  }
  return word;
}

/** Step 4. */
function withoutEnding(word: string): string {
  const suffix = ENDINGS.find((ending) => word.endsWith(ending));
  if (suffix === undefined) return word;
  const stem = word.slice(0, -suffix.length);
  return measure(stem) > 1 && (suffix !== 'ion' || /[st]$/.test(stem)) ? stem : word;
}

/** Step 5. */
function withoutLast(word: string): string {
  let stem = word;
  if (word.endsWith('e')) {
    const short = word.slice(0, -1);
    const size = measure(short);
    if (size > 1 || (size === 1 && !endsShort(short))) stem = short;
  }
  return stem.endsWith('ll') && measure(stem.slice(0, -1)) > 1 ? stem.slice(0, -1) : stem;
}

/** A y after a consonant is a vowel. */
function isVowel(word: string, at: number): boolean {
  const letter = word[at];
  if (letter === 'y') return at > 0 && !isVowel(word, at - 1);
  return letter === 'a' || letter === 'e' || letter === 'i' || letter === 'o' || letter === 'u';
}

function hasVowel(word: string): boolean {
  for (let at = 0; at < word.length; at++) if (isVowel(word, at)) return true;
  return false;
}

/** How often a vowel is followed by a consonant: m of the paper. */
function measure(word: string): number {
  let count = 0;
  for (let at = 1; at < word.length; at++) if (isVowel(word, at - 1) && !isVowel(word, at)) count++;
  return count;
}

function endsInDouble(word: string): boolean {
  const last = word.length - 1;
  return last > 0 && word[last] === word[last - 1] && !isVowel(word, last);
}

/** Ends in consonant, vowel, consonant, the last no w, x or y: *o of the paper. */
function endsShort(word: string): boolean {
  const last = word.length - 1;
  return last > 1 && !isVowel(word, last - 2) && isVowel(word, last - 1) && !isVowel(word, last) && !/[wxy]$/.test(word);
}
