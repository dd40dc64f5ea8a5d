import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { runCli } from '../../src/cli/run-cli.ts';
import { SerinusError } from '../../src/errors.ts';
import { fakeDeps } from './fake-deps.ts';
import { memoryIo } from './memory-io.ts';

async function serve(args: readonly string[]) {
  const io = memoryIo();
  const done: string[] = [];
  const deps = fakeDeps({
    async serve(settings) {
      done.push(JSON.stringify(settings));
      setImmediate(() => {
        done.push('interrupted');
        io.press();
      });
      return { url: 'http://127.0.0.1:8080', close: async () => void done.push('closed') };
    },
  });
  return { status: await runCli(['serve', ...args], io, deps), io, done };
}

describe('serinus serve', () => {
  it('says where it listens, stays until it is interrupted, and closes', async () => {
    const { status, io, done } = await serve(['--settings', 's.yaml']);
    assert.equal(status, 0);
    assert.equal(io.out(), 'serinus listens on http://127.0.0.1:8080\n');
    assert.deepEqual(done, ['{"settingsFile":"s.yaml"}', 'interrupted', 'closed']);
  });

  it('says it as JSON', async () => assert.equal((await serve(['--json'])).io.out(), '{"url":"http://127.0.0.1:8080"}\n'));

  it('is status 65 when the settings cannot be used', async () => {
    const io = memoryIo();
    const start = async () => {
      throw new SerinusError('BAD_SETTINGS', 422, 'serinus.yaml:3: http.port must be an integer');
    };
    assert.equal(await runCli(['serve'], io, fakeDeps({ serve: start })), 65);
    assert.equal(io.err(), 'serinus: serinus.yaml:3: http.port must be an integer\n');
  });
});
