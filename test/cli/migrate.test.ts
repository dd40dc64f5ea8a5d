import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { CopyRequest } from '../../src/cli/cli-deps.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { StoreError } from '../../src/errors.ts';
import { fakeDeps } from './fake-deps.ts';
import { memoryIo } from './memory-io.ts';

const COPIED = {
  to: 'postgresql://db:5432/shop',
  tables: [
    { table: 'analysis', rows: 3 },
    { table: 'look', rows: 1200 },
  ],
};

async function migrate(args: readonly string[], copy: (request: CopyRequest) => void = () => {}, isInteractive = false) {
  const io = memoryIo({ isInteractive });
  const deps = fakeDeps({
    async copyStore(request, settings) {
      assert.deepEqual([request.file, settings], ['a b.db', { settingsFile: 's.yaml' }]);
      copy(request);
      return COPIED;
    },
  });
  const all = ['migrate', '--from', 'sqlite:a b.db', '--to', 'postgres', '--settings', 's.yaml', ...args];
  return { status: await runCli(all, io, deps), io };
}

describe('serinus migrate', () => {
  it('says where everything is now, and how much it is', async () => {
    const { status, io } = await migrate([]);
    assert.equal(status, 0);
    assert.equal(io.out(), 'a b.db is in postgresql://db:5432/shop now, counted on both sides:\n   3 analysis\n1200 look\n');
    assert.equal(io.err(), '');
  });

  it('prints JSON', async () => {
    const { io } = await migrate(['--json']);
    assert.deepEqual(JSON.parse(io.out()), { from: 'a b.db', ...COPIED });
  });

  it('keeps the bar of a person who watches off stdout', async () => {
    const { io } = await migrate([], ({ onProgress }) => onProgress({ done: 600, total: 1203 }), true);
    assert.match(io.out(), /^a b\.db is in [^█░]*$/);
  });

  it('passes on what the store says, with its status', async () => {
    const { status, io } = await migrate([], () => {
      throw new StoreError('STORE_NOT_EMPTY', 'the store db:5432/shop is not empty: it has rows in analysis');
    });
    assert.equal(status, 69);
    assert.equal(io.err(), 'serinus: the store db:5432/shop is not empty: it has rows in analysis\n');
    assert.equal(io.out(), '');
  });
});
