import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { readLines, TOO_LONG } from '../../src/cli/read-lines.ts';

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(text: string, size: number, maxChars = 1000): Promise<readonly (string | typeof TOO_LONG)[]> {
  const lines: (string | typeof TOO_LONG)[] = [];
  for await (const line of readLines(chunksOf(Buffer.from(text), size), maxChars)) lines.push(line);
  return lines;
}

describe('lines of a stream', () => {
  const cases: readonly { readonly name: string; readonly text: string; readonly lines: readonly string[] }[] = [
    { name: 'nothing', text: '', lines: [] },
    { name: 'no line feed at the end', text: 'a\nb', lines: ['a', 'b'] },
    { name: 'a line feed at the end', text: 'a\nb\n', lines: ['a', 'b'] },
    { name: 'empty lines', text: '\n\na\n', lines: ['', '', 'a'] },
    { name: 'a byte order mark', text: '\ufeffa\nb\ufeff', lines: ['a', 'b\ufeff'] },
    { name: 'a byte order mark alone', text: '\ufeff', lines: [] },
    { name: 'lines of Windows', text: 'a\r\nb\r\n', lines: ['a', 'b'] },
  ];
  for (const { name, text, lines } of cases) it(name, async () => assert.deepEqual(await collect(text, 3), lines));

  it('are the same however the bytes are cut, inside of a character too', async () => {
    const texts = fc.array(fc.string({ unit: 'binary' }).map((text) => text.toWellFormed().replace(/[\n\r\ufeff]/g, ' ')));
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 7 }), async (lines, size) => {
        assert.deepEqual(await collect(lines.map((line) => `${line}\n`).join(''), size), lines);
      }),
      { seed: 1 },
    );
  });

  it('names a line that is too long and goes on after it', async () =>
    assert.deepEqual(await collect(`${'x'.repeat(11)}\n${'y'.repeat(10)}\nz`, 4, 10), [TOO_LONG, 'y'.repeat(10), 'z']));

  it('asks for a chunk only when the lines before it were taken', async () => {
    let asked = 0;
    const source = (async function* () {
      for (;;) {
        asked++;
        yield Buffer.from('a\n');
      }
    })();
    const lines = readLines(source, 10);
    await lines.next();
    await lines.next();
    assert.equal(asked, 2);
    await lines.return(undefined);
  });
});
