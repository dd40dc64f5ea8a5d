import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { ImportedConfigs } from '../../src/cli/cli-deps.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { SerinusError } from '../../src/errors.ts';
import { document } from '../analysis/program.ts';
import { fakeDeps } from './fake-deps.ts';
import { memoryIo } from './memory-io.ts';

const IMPORTED: ImportedConfigs = {
  documents: [document],
  yaml: 'kind: CanaryAnalysis\n',
  notes: [
    { field: 'applications', message: 'a: configs here belong to no application' },
    { field: 'x', message: 'y\u001b[2J' },
  ],
};

const run = async (args: readonly string[], result: ImportedConfigs = IMPORTED) => {
  const io = memoryIo();
  const asked: unknown[] = [];
  const written: unknown[] = [];
  const deps = fakeDeps({
    importConfigs: async (...request) => {
      asked.push(...request);
      return result;
    },
    writeFile: async (file, text) => void written.push([file, text]),
  });
  return { status: await runCli(['import', ...args], io, deps), io, asked, written };
};

describe('serinus import', () => {
  it('prints the config, and on stderr what it does not carry over', async () => {
    const { status, io, asked, written } = await run(['kayenta', 'c.json', '--settings', 's.yaml']);
    assert.equal(status, 0);
    assert.deepEqual(asked, [{ format: 'kayenta', file: 'c.json', label: 'version' }, { settingsFile: 's.yaml' }]);
    assert.equal(io.out(), IMPORTED.yaml);
    assert.deepEqual(io.err().trimEnd().split('\n'), [
      'applications: a: configs here belong to no application',
      'x: y\\u001b[2J',
      'serinus: checkout, 2 things to look at',
    ]);
    assert.deepEqual(written, []);
  });

  it('writes the config to a file', async () => {
    const { status, io, asked, written } = await run(['openslo', 'slo.yaml', '--label', 'track', '--out', 'c.yaml']);
    assert.equal(status, 0);
    assert.deepEqual(asked[0], { format: 'openslo', file: 'slo.yaml', label: 'track' });
    assert.deepEqual(written, [['c.yaml', IMPORTED.yaml]]);
    assert.equal(io.out(), '');
    assert.match(io.err(), /serinus: checkout in c\.yaml, 2 things to look at\n$/);
  });

  it('prints both as JSON', async () => {
    const { status, io } = await run(['kayenta', 'c.json', '--json']);
    assert.equal(status, 0);
    assert.deepEqual(JSON.parse(io.out()), { configs: [document], notes: IMPORTED.notes });
    assert.equal(io.err(), '');
  });

  it('is status 65 when nothing can be carried over', async () => {
    const io = memoryIo();
    const importConfigs = async () => {
      throw new SerinusError('BAD_CONFIG', 422, 'c.json: is no JSON');
    };
    assert.equal(await runCli(['import', 'kayenta', 'c.json'], io, fakeDeps({ importConfigs })), 65);
    assert.equal(io.err(), 'serinus: c.json: is no JSON\n');
  });

  const refused: readonly { readonly args: readonly string[]; readonly says: RegExp }[] = [
    { args: [], says: /no command is given/ },
    { args: ['datadog', 'x'], says: /unknown command 'datadog'/ },
    { args: ['kayenta'], says: /missing required argument 'file'/ },
    { args: ['kayenta', 'a', 'b'], says: /too many arguments/ },
    { args: ['kayenta', 'a', '--label', 'x'], says: /unknown option '--label'/ },
    { args: ['openslo', 'a', '--label', 'a-b'], says: /not the name of a label/ },
    { args: ['openslo', 'a', '--label', 'scope'], says: /not the name of a label/ },
    { args: ['openslo', 'a', '--out'], says: /argument missing/ },
  ];
  for (const { args, says } of refused)
    it(`refuses import ${args.join(' ')}`, async () => {
      const { status, io, asked } = await run(args);
      assert.equal(status, 64);
      assert.match(io.err(), says);
      assert.deepEqual(asked, []);
    });
});
