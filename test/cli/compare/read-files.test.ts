import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readAnswer } from '../../../src/cli/compare/read-answer.ts';
import { readFiles } from '../../../src/cli/compare/read-files.ts';
import { BadInputError } from '../../../src/errors.ts';

async function* chunksOf(text: string): AsyncGenerator<Buffer> {
  for (let i = 0; i < text.length; i += 7) yield Buffer.from(text.slice(i, i + 7));
}

async function reading(texts: Readonly<Record<string, string>>, refused = '') {
  const taken: string[] = [];
  let bytes = 0;
  const files = Object.entries(texts).map(([name, text]) => ({
    file: { name, bytes: text.length, chunks: chunksOf(text) },
    read: readAnswer,
    take({ id }: { readonly id: string }) {
      if (id === refused) throw new BadInputError('id', 'not this one');
      taken.push(`${name} ${id}`);
    },
  }));
  const onBytes = (all: number): void => {
    bytes = all;
  };
  const found = await readFiles(files, { onBytes, signal: new AbortController().signal });
  return { ...found, taken, bytes };
}

describe('readFiles', () => {
  it('takes a line of each file in turn, to the end of the longest', async () => {
    const { taken, lines, bytes, joinedBy } = await reading({ a: '{"id":"1"}\n{"id":"2"}\n{"id":"3"}', b: '{"id":"4"}\n' });
    assert.deepEqual(taken, ['a 1', 'b 4', 'a 2', 'a 3']);
    assert.deepEqual([lines, bytes, joinedBy], [4, 43, 'id']);
  });

  it('passes over empty lines, and counts them', async () =>
    assert.deepEqual((await reading({ a: '\n"x"\r\n\n"y"' })).taken, ['a line 2', 'a line 4']));

  it('leaves bad lines out, names them by file and line, and goes on', async () => {
    const { taken, badLines, problems } = await reading({ a: '{"id":"1"}\nsecret\n{"id":"2"}\n{"id":"3"}' }, '2');
    assert.deepEqual(taken, ['a 1', 'a 3']);
    assert.deepEqual([badLines, problems], [2, ['a:2: the line is no JSON', 'a:3: id: not this one']]);
  });

  it('holds all lines to the first one, whether they have an id', async () => {
    const { problems, joinedBy } = await reading({ a: '{"id":"1"}\n"x"', b: '"y"' });
    assert.deepEqual(problems, ['b:1: the line has no id, but a:1 has one', 'a:2: the line has no id, but a:1 has one']);
    assert.equal(joinedBy, 'id');
    assert.deepEqual((await reading({ a: '"x"\n{"id":"1"}' })).problems, ['a:2: the line has an id, but a:1 has none']);
  });

  it('names the first twenty of many', async () => {
    const { badLines, problems } = await reading({ a: 'bad\n'.repeat(30) });
    assert.deepEqual([badLines, problems.length], [30, 20]);
  });

  it('has read nothing of an empty file', async () =>
    assert.deepEqual(await reading({ a: '' }), {
      lines: 0,
      joinedBy: undefined,
      badLines: 0,
      problems: [],
      isInterrupted: false,
      taken: [],
      bytes: 0,
    }));
});
