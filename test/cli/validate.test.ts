import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { FileProblem } from '../../src/analysis/config/problem.ts';
import { problemLine } from '../../src/cli/commands/validate.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { SerinusError } from '../../src/errors.ts';
import { fakeDeps } from './fake-deps.ts';
import { memoryIo } from './memory-io.ts';

const PROBLEMS: readonly FileProblem[] = [
  {
    file: 'a.yaml',
    line: 3,
    path: 'spec.metrics[0].kind',
    message: 'is no kind',
    value: 'gage',
    expected: 'gauge, ratio, count or histogram',
  },
  { file: 'b.yaml', path: '', message: 'cannot be read (ENOENT)' },
  { file: 'a.yaml', line: 9, path: 'spec.alpha', message: 'must be < 0.5', value: 0.7, expected: '< 0.5' },
];

const validate = async (args: readonly string[], problems: readonly FileProblem[]) => {
  const io = memoryIo();
  const asked: unknown[] = [];
  const deps = fakeDeps({
    checkFiles: async (files, settings) => {
      asked.push(files, settings);
      return { files: files.length > 0 ? files : ['configs/x.yaml'], problems };
    },
  });
  return { status: await runCli(['validate', ...args], io, deps), io, asked };
};

describe('serinus validate', () => {
  it('prints every problem of every file at once, and is status 65', async () => {
    const { status, io, asked } = await validate(['a.yaml', 'b.yaml', 'c.yaml'], PROBLEMS);
    assert.equal(status, 65);
    assert.deepEqual(asked, [['a.yaml', 'b.yaml', 'c.yaml'], {}]);
    assert.deepEqual(io.out().trimEnd().split('\n'), [
      'a.yaml:3 spec.metrics[0].kind: is no kind, is "gage", expected gauge, ratio, count or histogram',
      'b.yaml: cannot be read (ENOENT)',
      'a.yaml:9 spec.alpha: must be < 0.5, is 0.7',
    ]);
    assert.equal(io.err(), 'serinus: 3 problems in 2 of 3 files\n');
  });

  it('is a success without problems', async () => {
    const { status, io, asked } = await validate(['--settings', 's.yaml'], []);
    assert.equal(status, 0);
    assert.deepEqual(asked, [[], { settingsFile: 's.yaml' }]);
    assert.equal(io.out(), '');
    assert.equal(io.err(), 'serinus: 1 file without a problem\n');
  });

  it('prints the problems as JSON', async () => {
    const { status, io } = await validate(['a.yaml', '--json'], PROBLEMS);
    assert.equal(status, 65);
    assert.deepEqual(JSON.parse(io.out()), { valid: false, files: ['a.yaml'], problems: PROBLEMS });
    assert.equal(io.err(), '');
  });

  it('says what keeps it from checking at all', async () => {
    const io = memoryIo();
    const checkFiles = async () => {
      throw new SerinusError('BAD_CONFIG', 422, 'serinus.yaml:2: unknown setting');
    };
    assert.equal(await runCli(['validate'], io, fakeDeps({ checkFiles })), 65);
    assert.equal(io.err(), 'serinus: serinus.yaml:2: unknown setting\n');
  });

  it('shows no control character of a file', () =>
    assert.equal(problemLine({ file: 'a', line: 1, path: '', message: 'x\u001b[2J' }), 'a:1: x\\u001b[2J'));
});
