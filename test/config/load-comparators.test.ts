import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { BUILT_IN_COMPARATORS } from '../../src/comparison/built-in-comparators.ts';
import { loadComparators } from '../../src/config/load-comparators.ts';

const comparator = (fields: Record<string, string> = {}): string => {
  const all = {
    name: "'mine'",
    description: "'Mine.'",
    parameters: "{ type: 'object', properties: {} }",
    comparing: '() => () => ({ differences: [] })',
    ...fields,
  };
  return `export default { ${Object.entries(all)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')} };`;
};

describe('loadComparators', () => {
  let base: string;
  before(async () => {
    base = await mkdtemp(path.join(tmpdir(), 'serinus-comparators-'));
  });
  after(() => rm(base, { recursive: true }));
  const folderWith = async (files: Record<string, string>): Promise<string> => {
    const folder = await mkdtemp(path.join(base, 'folder-'));
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
    return folder;
  };

  it('finds ours without any folder', async () => assert.deepEqual(await loadComparators(), BUILT_IN_COMPARATORS));

  it('finds those of folders beside ours', async () => {
    const one = await folderWith({ 'one.js': comparator(), 'one.test.js': 'throw', 'readme.md': 'none' });
    const other = await folderWith({ 'other.ts': comparator({ name: "'other' as string" }) });
    const names = [...(await loadComparators([one, other, one])).keys()];
    assert.deepEqual(names, [...BUILT_IN_COMPARATORS.keys(), 'mine', 'other']);
  });

  const refusals: { name: string; text: string; message: RegExp }[] = [
    { name: 'no default export', text: 'export const x = 1;', message: /bad\.js: has no comparator as its default export/ },
    { name: 'an import that throws', text: "throw new Error('boom')", message: /bad\.js: cannot be imported: boom/ },
    { name: 'a name of another form', text: comparator({ name: "'My Own'" }), message: /name must be kebab-case text, not "My Own"/ },
    { name: 'no description', text: comparator({ description: 'undefined' }), message: /description must be a sentence/ },
    { name: 'no parameters', text: comparator({ parameters: '{}' }), message: /parameters must be a Type\.Object/ },
    { name: 'no function', text: comparator({ comparing: '1' }), message: /comparing must be a function/ },
    {
      name: 'a name that one of ours has',
      text: comparator({ name: "'numeric'" }),
      message: /bad\.js: the name "numeric" is that of the comparator in the program already/,
    },
  ];
  for (const { name, text, message } of refusals)
    it(`refuses ${name}`, async () =>
      assert.rejects(loadComparators([await folderWith({ 'bad.js': text })]), { code: 'BAD_COMPARATOR', message }));

  it('refuses a folder that is not there', () =>
    assert.rejects(loadComparators([path.join(base, 'none')]), {
      code: 'BAD_COMPARATOR',
      message: /none: cannot be read as a folder of comparators \(ENOENT\)/,
    }));
});
