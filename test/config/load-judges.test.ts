import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { loadJudges } from '../../src/config/load-judges.ts';

const judge = (fields: Record<string, string> = {}): string => {
  const all = {
    name: "'mine'",
    description: "'Mine.'",
    kinds: "['gauge']",
    parameters: "{ type: 'object', properties: {} }",
    judge: '() => ({})',
    ...fields,
  };
  return `export default { ${Object.entries(all)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')} };`;
};

describe('loadJudges', () => {
  let base: string;
  let count = 0;
  before(async () => {
    base = await mkdtemp(path.join(tmpdir(), 'serinus-judges-'));
  });
  after(() => rm(base, { recursive: true }));
  const folderWith = async (files: Record<string, string>): Promise<string> => {
    count += 1;
    const folder = await mkdtemp(path.join(base, `${count}-`));
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
    return folder;
  };

  it('finds ours', async () => assert.ok((await loadJudges()).has('sequential')));

  it('finds those of a folder, .ts and .js, and passes over declarations, tests and other files', async () => {
    const folder = await folderWith({
      'one.js': judge(),
      'two.ts': judge({ name: "'other' as string" }),
      'two.d.ts': 'throw',
      'two.test.ts': 'throw',
      'readme.md': 'none',
    });
    const judges = await loadJudges([folder, folder]);
    assert.ok(judges.has('mine') && judges.has('other') && judges.has('sequential'));
    assert.equal(judges.get('other')!.name, 'other');
  });

  it('gives them the kit of this program by its name, whatever is installed beside them', async () => {
    const folder = await folderWith({
      'mine.ts': `import { defineJudge, Type } from 'serinus';\n${judge().replace('export default', 'export default defineJudge(').replace(/;$/, ');')}`,
    });
    await mkdir(path.join(folder, 'node_modules', 'serinus'), { recursive: true });
    await writeFile(path.join(folder, 'node_modules', 'serinus', 'index.js'), "throw new Error('the kit of another version')");
    assert.equal((await loadJudges([folder])).get('mine')?.name, 'mine');
  });

  it('names another package that is not there', async () =>
    assert.rejects(loadJudges([await folderWith({ 'bad.ts': "import 'serinus/src/stats';" })]), {
      code: 'BAD_JUDGE',
      message: /bad\.ts: cannot be imported: Cannot find package 'serinus'/,
    }));

  const refusals: { name: string; text: string; message: RegExp }[] = [
    { name: 'no default export', text: 'export const x = 1;', message: /bad\.js: has no judge as its default export/ },
    { name: 'an import that throws', text: "throw new Error('boom')", message: /bad\.js: cannot be imported: boom/ },
    { name: 'broken code', text: 'export default {', message: /bad\.js: cannot be imported/ },
    {
      name: 'a name of another form',
      text: judge({ name: "'My Judge'" }),
      message: /bad\.js: name must be kebab-case text, not "My Judge"/,
    },
    { name: 'no description', text: judge({ description: 'undefined' }), message: /description must be a sentence/ },
    {
      name: 'an unknown kind',
      text: judge({ kinds: "['guage']" }),
      message: /kinds must be some of gauge, ratio, count, histogram, not \["guage"\]/,
    },
    { name: 'no kinds', text: judge({ kinds: '[]' }), message: /kinds must be some of/ },
    { name: 'no parameters', text: judge({ parameters: 'undefined' }), message: /parameters must be a Type\.Object/ },
    { name: 'no function', text: judge({ judge: '1' }), message: /judge must be a function/ },
    {
      name: 'a name that one of ours has',
      text: judge({ name: "'sequential'" }),
      message: /bad\.js: the name "sequential" is that of the judge in .*sequential\.[tj]s already/,
    },
  ];
  for (const { name, text, message } of refusals)
    it(`refuses ${name}`, async () => assert.rejects(loadJudges([await folderWith({ 'bad.js': text })]), { code: 'BAD_JUDGE', message }));

  it('refuses a folder that is not there', () =>
    assert.rejects(loadJudges([path.join(base, 'none')]), {
      code: 'BAD_JUDGE',
      message: /none: cannot be read as a folder of judges \(ENOENT\)/,
    }));
});
