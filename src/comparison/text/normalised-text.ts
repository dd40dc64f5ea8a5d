/** A sign or a decimal point is part of the number after it. */
const PUNCTUATION = /[\p{P}--[\-.,]]|[\-.,](?!\p{Nd})/gv;

/**
 * A text without what is seldom meant: case, punctuation, the width of white space, and the forms of letters that Unicode holds to be the
 * same (NFKC). Punctuation parts words as white space does.
 */
export function normalisedText(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(PUNCTUATION, ' ').replace(/\s+/gu, ' ').trim();
}
