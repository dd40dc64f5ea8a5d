import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { EXIT } from '../../src/cli/exit-codes.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { composeCli } from '../../src/compose/cli-deps.ts';
import { fakeDeps } from './fake-deps.ts';
import { memoryIo } from './memory-io.ts';

// printf %s serinus_0123456789abcdef0123456789abcdef | sha256sum
const TOKEN = 'serinus_0123456789abcdef0123456789abcdef';
const HASH = 'a7320f6f078444d911ed61a56393f827ff1a19f5616231af55c1965ee7232870';

describe('serinus token', () => {
  const newToken = () => TOKEN;

  it('prints a new token and its hash', async () => {
    const io = memoryIo();
    assert.equal(await runCli(['token'], io, fakeDeps({ newToken })), EXIT.success);
    assert.equal(io.out(), `token  ${TOKEN}\nsha256 ${HASH}\n`);
  });

  it('prints them as JSON', async () => {
    const io = memoryIo();
    await runCli(['token', '--json'], io, fakeDeps({ newToken }));
    assert.deepEqual(JSON.parse(io.out()), { token: TOKEN, sha256: HASH });
  });

  for (const end of ['', '\n', '\r\n'])
    it(`hashes a secret of stdin that ends with ${JSON.stringify(end)}, and does not print it`, async () => {
      const io = memoryIo({ stdin: TOKEN + end });
      assert.equal(await runCli(['token', '--stdin'], io, fakeDeps()), EXIT.success);
      assert.equal(io.out(), `sha256 ${HASH}\n`);
    });

  it('refuses a secret of 31 characters, and does not say it', async () => {
    const io = memoryIo({ stdin: TOKEN.slice(0, 31) });
    assert.equal(await runCli(['token', '--stdin'], io, fakeDeps()), EXIT.usage);
    assert.match(io.err(), /has 31 characters, 32 are needed/);
    assert.ok(!io.err().includes('serinus_'));
  });

  it('makes another token each time, of 256 bits that need no escape in an address', async () => {
    const { newToken: make } = await composeCli({});
    const [one, two] = [make(), make()];
    assert.match(one, /^serinus_[A-Za-z0-9_-]{43}$/);
    assert.notEqual(one, two);
  });
});
