import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { splitLines } from '../../src/http/split-lines.ts';

/** What comes out, by the number of its line: the text, or the code of the refusal. */
function split(chunks: readonly Buffer[], maxBytes = 100): readonly (readonly [number, string])[] {
  const found: (readonly [number, string])[] = [];
  const splitter = splitLines(
    { line: (text, number) => found.push([number, text]), refused: ({ code }, number) => found.push([number, code]) },
    maxBytes,
  );
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return found;
}

const cases: readonly { readonly name: string; readonly bytes: string | Buffer; readonly lines: readonly (readonly [number, string])[] }[] =
  [
    { name: 'nothing', bytes: '', lines: [] },
    { name: 'one line without an end', bytes: '{}', lines: [[1, '{}']] },
    { name: 'one line with an end', bytes: '{}\n', lines: [[1, '{}']] },
    {
      name: 'blank lines, which count',
      bytes: '\n\r\na\n\nb',
      lines: [
        [3, 'a'],
        [5, 'b'],
      ],
    },
    {
      name: 'ends of Windows',
      bytes: 'a\r\nb\r\n',
      lines: [
        [1, 'a'],
        [2, 'b'],
      ],
    },
    {
      name: 'a byte order mark',
      bytes: '\uFEFF{}\n{}',
      lines: [
        [1, '{}'],
        [2, '{}'],
      ],
    },
    {
      name: 'letters of several bytes',
      bytes: 'é漢🦜\nz',
      lines: [
        [1, 'é漢🦜'],
        [2, 'z'],
      ],
    },
    {
      name: 'a line that is not UTF-8 among others',
      bytes: Buffer.concat([Buffer.from('a\n'), Buffer.from([0xc3, 0x28, 0x0a]), Buffer.from('é\n')]),
      lines: [
        [1, 'a'],
        [2, 'BAD_INPUT'],
        [3, 'é'],
      ],
    },
    { name: 'a line of exactly the limit', bytes: `${'x'.repeat(100)}\r\n`, lines: [[1, 'x'.repeat(100)]] },
    {
      name: 'a line beyond the limit',
      bytes: `a\n${'x'.repeat(101)}\nb`,
      lines: [
        [1, 'a'],
        [2, 'PAYLOAD_TOO_LARGE'],
        [3, 'b'],
      ],
    },
    {
      name: 'the same in letters of three bytes',
      bytes: `${'漢'.repeat(34)}\n${'漢'.repeat(33)}`,
      lines: [
        [1, 'PAYLOAD_TOO_LARGE'],
        [2, '漢'.repeat(33)],
      ],
    },
    {
      name: 'a last line beyond the limit',
      bytes: `a\n${'x'.repeat(1000)}`,
      lines: [
        [1, 'a'],
        [2, 'PAYLOAD_TOO_LARGE'],
      ],
    },
  ];

describe('splitting bytes into lines', () => {
  for (const { name, bytes, lines } of cases) {
    it(`${name}, however it is cut`, () => {
      const all = Buffer.from(bytes);
      for (const size of [1, 2, 3, 7, 64, 4096]) {
        const chunks: Buffer[] = [];
        for (let from = 0; from < all.length; from += size) chunks.push(all.subarray(from, from + size));
        assert.deepEqual(split(chunks), lines, `chunks of ${size}`);
      }
    });
  }

  it('equals the split of the whole text, for any texts and any cuts', () => {
    const line = fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replaceAll(/[\n\r\uFEFF]/g, '_').toWellFormed());
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (texts, cuts) => {
        const all = Buffer.from(texts.join('\n'));
        const chunks: Buffer[] = [];
        for (let from = 0, i = 0; from < all.length; from += cuts[i++ % cuts.length]!)
          chunks.push(all.subarray(from, from + cuts[i % cuts.length]!));
        assert.deepEqual(
          split(chunks),
          texts.flatMap((text, i) => (text === '' ? [] : [[i + 1, text] as const])),
        );
      }),
    );
  });
});
