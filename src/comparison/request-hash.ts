/**
 * Hashes of 64 bits: each is two words, the high one first. Requests are known by them, so two of one hash would be taken for one: among n
 * ids that happens with a probability of about n^2 / 2^65, one in 370,000 for ten million.
 */
export type Hashes = Uint32Array<ArrayBuffer>;

/** Writes the hash of a text, which is never 0, into the two words of `hashes` from `at` on. */
export type HashText = (text: string, hashes: Hashes, at: number) => void;

/** Odd, with about as many ones as zeros: of a product with them every higher bit depends on each lower one. */
const [FIRST, SECOND] = [0x9e3779b1, 0x85ebca77];

/** Of ids of requests of that stream: those of another stream have other hashes. */
export function requestHash({ config, candidate }: { readonly config: string; readonly candidate: string }): HashText {
  const seeds = new Uint32Array(2);
  seededHash(FIRST, SECOND)(JSON.stringify([config, candidate]), seeds, 0);
  return seededHash(seeds[0]!, seeds[1]!);
}

/** The hashes of requests of that stream, in their order. */
export function hashIds(stream: Parameters<typeof requestHash>[0], ids: readonly string[]): Hashes {
  const hash = requestHash(stream);
  const hashes = new Uint32Array(2 * ids.length);
  for (let i = 0; i < ids.length; i++) hash(ids[i]!, hashes, 2 * i);
  return hashes;
}

/** Two lanes that take two characters at a time, each a reversible step, and the second the first one's state as well. */
function seededHash(first: number, second: number): HashText {
  return (text, hashes, position) => {
    let a = first ^ text.length;
    let b = second;
    for (let at = 0; at < text.length; at += 2) {
      // Past the end is NaN, which is 0 in a shift: the length tells such texts apart.
      const word = text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16);
      a = Math.imul(a ^ word, FIRST);
      a = (a << 15) | (a >>> 17);
      b = (Math.imul(b ^ word, SECOND) + a) | 0;
      b = (b << 13) | (b >>> 19);
    }
    a = (a + b) | 0;
    b = mixed(b + mixed(a));
    a = mixed(a + b);
    hashes[position] = a;
    hashes[position + 1] = a === 0 && b === 0 ? 1 : b;
  };
}

/** Every bit of the result depends on every bit of the word: the finalizer of MurmurHash3 (Appleby), which is reversible. */
function mixed(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
