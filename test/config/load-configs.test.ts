import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { loadConfig, loadConfigs, validateFiles } from '../../src/config/load-configs.ts';
import { stubJudges } from '../support/config-document.ts';

const CONFIG = `apiVersion: serinus.dev/v1
kind: CanaryAnalysis
metadata:
  name: checkout
spec:
  variables: {version: {}}
  scopes:
    control: version="\${version}"
    candidate: version="\${version}"
  metrics:
    - name: cpu
      kind: gauge
      direction: increase
      query: cpu{\${scope}}
    - name: errors
      kind: ratio
      bad: bad{\${scope}}
      total: total{\${scope}}
`;

describe('configs in files', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'serinus-configs-'));
  });
  after(() => rm(folder, { recursive: true }));

  const written = async (name: string, text: string | Uint8Array): Promise<string> => {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    return file;
  };
  const problemsOf = async (name: string, text: string | Uint8Array): Promise<string[]> => {
    const file = await written(name, text);
    return (await validateFiles([file], stubJudges)).map(({ line, path: at, message }) => `${line ?? 0} ${at} ${message}`);
  };

  it('reads every document of a file', async () => {
    const file = await written('two.yaml', `# first\n---\n${CONFIG}---\n${CONFIG.replace('checkout', 'search')}---\n# end\n`);
    const configs = await loadConfig(file, stubJudges);
    assert.deepEqual(
      configs.map(({ name }) => name),
      ['checkout', 'search'],
    );
    assert.deepEqual(
      configs[0]!.metrics.map(({ judge }) => judge.name),
      ['sequential', 'ratio'],
    );
  });

  it('reads the YAML files right in a folder, links too, and nothing else', async () => {
    const base = path.join(folder, 'many');
    await written('many/a.yaml', CONFIG);
    await written('many/deeper/c.yaml', 'nothing');
    await written('many/readme.md', 'nothing');
    await written('many/.hidden.yaml', 'nothing');
    await symlink(await written('data', CONFIG.replace('checkout', 'search')), path.join(base, 'b.yml')); // as Kubernetes mounts them
    assert.deepEqual([...(await loadConfigs(base, stubJudges)).keys()], ['checkout', 'search']);
    assert.deepEqual(await validateFiles([base], stubJudges), []);
  });

  const cases: { name: string; text: string | Uint8Array; problems: string[] }[] = [
    {
      name: 'all problems of all documents, each at its line',
      text: `${CONFIG.replace('direction', 'directon')}---\n${CONFIG.replace('checkout', 'search').replace('total{', 'total{a="${versio}",')}`,
      problems: [
        '11 spec.metrics[0].direction is missing: must be "increase", "decrease" or "either"',
        '13 spec.metrics[0].directon is no known field; did you mean "direction"?',
        '37 spec.metrics[1].total ${versio} is no declared variable; there are scope, step, window, version',
      ],
    },
    {
      name: 'what the schema refuses and what it cannot say, in one go',
      text: CONFIG.replace('direction: increase', 'direction: up')
        .replace('kind: ratio', 'kind: ratio\n      judge: rato')
        .replace('name: errors', 'name: cpu'),
      problems: [
        '13 spec.metrics[0].direction must be "increase", "decrease" or "either"',
        '15 spec.metrics[1].name is the name of spec.metrics[0] already',
        '17 spec.metrics[1].judge no judge is named "rato"; did you mean "ratio"?',
      ],
    },
    { name: 'a key given twice', text: `${CONFIG}kind: CanaryAnalysis\n`, problems: ['19  is no sound YAML: Map keys must be unique'] },
    {
      name: 'a place behind an alias',
      text: CONFIG.replace('kind: gauge', 'kind: gauge\n      tolerance: &t {ratio: -1}').replace(
        'kind: ratio',
        'kind: ratio\n      tolerance: *t',
      ),
      problems: [
        '13 spec.metrics[0].tolerance.ratio must be a number >= 0 and <= 100',
        '13 spec.metrics[1].tolerance.ratio must be a number >= 0 and <= 100',
      ],
    },
    { name: 'an empty file', text: '# nothing\n', problems: ['0  holds no config'] },
    { name: 'no mapping', text: '- 1\n', problems: ['1  must be a mapping'] },
    { name: 'no UTF-8', text: new Uint8Array([0x61, 0xff]), problems: ['0  is no UTF-8 text'] },
    { name: 'a large file', text: `#${'x'.repeat(1024 * 1024)}`, problems: ['0  is larger than 1048576 bytes'] },
    {
      name: 'a name of Object.prototype',
      text: CONFIG.replace('spec:', 'spec:\n  __proto__: {}'),
      problems: ['6 spec.__proto__ is no known field'],
    },
    {
      name: 'what is no number in YAML',
      text: CONFIG.replace('spec:', 'spec:\n  alpha: .nan'),
      problems: ['6 spec.alpha must be a number > 0 and < 0.5'],
    },
  ];
  for (const [index, { name, text, problems }] of cases.entries())
    it(`names ${name}`, async () => assert.deepEqual(await problemsOf(`case-${index}.yaml`, text), problems));

  const hostile: { name: string; text: string; message: RegExp }[] = [
    { name: 'broken YAML', text: 'a: [1\nb: }', message: /^2 {2}is no sound YAML/ },
    { name: 'an unknown tag', text: 'a: !!js/function x', message: /Unresolved tag/ },
    {
      name: 'aliases that multiply',
      text: Array.from({ length: 20 }, (_, n) => `k${n}: &a${n} [${n === 0 ? 'x' : `${`*a${n - 1},`.repeat(9)}`}]`).join('\n'),
      message: /alias/i,
    },
    { name: 'endless nesting', text: '['.repeat(5_000), message: /YAML/ },
  ];
  for (const [index, { name, text, message }] of hostile.entries())
    it(`refuses ${name}`, async () => assert.match((await problemsOf(`hostile-${index}.yaml`, text))[0]!, message));

  it('a file that is not there', async () => {
    const file = path.join(folder, 'none.yaml');
    assert.deepEqual(await validateFiles([file], stubJudges), [{ file, path: '', message: 'does not exist' }]);
  });

  it('a name that two files give', async () => {
    const [first, second] = [await written('same/a.yaml', CONFIG), await written('same/b.yaml', CONFIG)];
    const message = `is the name of the config in ${first}:4 already`;
    assert.deepEqual(await validateFiles([path.dirname(first)], stubJudges), [
      { file: second, line: 4, path: 'metadata.name', message, value: 'checkout', expected: 'a unique name' },
    ]);
  });

  it('loading throws all problems, as lines for people and as data', async () => {
    const file = await written('bad.yaml', CONFIG.replace('spec:', 'spec:\n  alpha: 0.7\n  onDeadline: never'));
    await assert.rejects(loadConfig(file, stubJudges), (error: unknown) => {
      const { code, statusCode, message, problems } = error as { code: string; statusCode: number; message: string; problems: unknown };
      assert.deepEqual([code, statusCode], ['BAD_CONFIG', 422]);
      assert.equal(
        message,
        `${file}:6: spec.alpha must be a number > 0 and < 0.5, not 0.7\n${file}:7: spec.onDeadline must be "rollback", "promote" or "continue", not "never"`,
      );
      assert.deepEqual(problems, [
        { file, line: 6, path: 'spec.alpha', message: 'must be a number > 0 and < 0.5', value: 0.7, expected: 'a number > 0 and < 0.5' },
        {
          file,
          line: 7,
          path: 'spec.onDeadline',
          message: 'must be "rollback", "promote" or "continue"',
          value: 'never',
          expected: '"rollback", "promote" or "continue"',
        },
      ]);
      return true;
    });
  });
});
