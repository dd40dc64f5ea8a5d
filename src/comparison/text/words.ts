/** Scripts that are written without spaces: each of their letters is taken as a word. */
const UNSPACED = '[[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}]&&\\p{L}]';
const WORD = new RegExp(`${UNSPACED}\\p{M}*|[[\\p{L}\\p{N}\\p{M}]--${UNSPACED}]+`, 'gv');

/**
 * The words of a text in order: runs of letters and digits of any script, in lower case and in the composed form of Unicode. Of scripts
 * written without spaces each letter is a word. Everything else parts words and is left out.
 */
export function wordsOf(text: string): readonly string[] {
  return text.normalize('NFKC').toLowerCase().match(WORD) ?? [];
}

/** The words of two texts as numbers: equal numbers are equal words. */
export interface NumberedWords {
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** Numbers are in [0, ids). */
  readonly ids: number;
}

export function numberWords(a: readonly string[], b: readonly string[]): NumberedWords {
  const ids = new Map<string, number>();
  const numbers = (words: readonly string[]): Int32Array => {
    const of = new Int32Array(words.length);
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      let id = ids.get(word);
      if (id === undefined) {
        id = ids.size;
        ids.set(word, id);
      }
      of[i] = id;
    }
    return of;
  };
  return { a: numbers(a), b: numbers(b), ids: ids.size };
}
