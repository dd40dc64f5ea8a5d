import assert from 'node:assert/strict';
import { link, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { openAnswerFile } from '../../src/compose/answer-file.ts';

describe('a file of answers', () => {
  let folder: string;
  const at = (name: string): string => path.join(folder, name);
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'serinus-answers-'));
    await writeFile(at('a'), '1\n2\n');
    await writeFile(at('b'), '1\n2\n');
    await symlink(at('a'), at('linked'));
    await link(at('a'), at('same'));
  });
  after(() => rm(folder, { recursive: true }));

  const read = async (name: string) => {
    const file = await openAnswerFile(name);
    let text = '';
    for await (const chunk of file.chunks) text += chunk;
    return { ...file, text };
  };

  it('is read from its beginning to its end, and knows its size', async () => {
    const { bytes, text } = await read(at('a'));
    assert.deepEqual([bytes, text], [4, '1\n2\n']);
  });

  it('is the same under any of its names, and another one though it holds the same', async () => {
    const [a, b, linked, same] = await Promise.all(['a', 'b', 'linked', 'same'].map((name) => read(at(name))));
    assert.ok(a!.identity !== undefined && b!.identity !== a!.identity);
    assert.deepEqual([linked!.identity, same!.identity], [a!.identity, a!.identity]);
  });

  it('has no identity when it is none', async () => assert.equal((await read('/dev/null')).identity, undefined));

  for (const [name, file, message] of [
    ['is not there', 'nowhere', /nowhere: cannot be read \(ENOENT\)/],
    ['is a folder', '', /: is a folder/],
  ] as const)
    it(`is refused when it ${name}`, () => assert.rejects(openAnswerFile(at(file)), { code: 'USAGE', message }));

  // Linux opens a process' memory as a file, whose first page cannot be read.
  it('is named when reading it fails', { skip: process.platform !== 'linux' }, () =>
    assert.rejects(read('/proc/self/mem'), { code: 'USAGE', message: '/proc/self/mem: cannot be read (EIO)' }),
  );
});
