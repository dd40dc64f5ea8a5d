import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';

import { serinus, serve } from './command-line.ts';
import { userFolder } from './program.ts';
import { shopConfig } from './shop-config.ts';

describe('a server with authentication', () => {
  const user = userFolder([shopConfig('shop')]);
  after(() => user.remove());

  it('takes the token that serinus token made, also from the command line, on any address, and keeps it out of its log', async () => {
    const { token, sha256 } = JSON.parse((await serinus(['token', '--json'])).stdout);
    const settings = user.place('settings.yaml');
    writeFileSync(
      settings,
      `auth: {tokens: [{name: ci, roles: [read], sha256: {env: CI_HASH}}]}
http: {host: 0.0.0.0}
configs: configs
store: {path: serinus.db}
`,
    );
    const server = await serve({ SERINUS_SETTINGS: settings, CI_HASH: sha256 });
    const url = server.api.url.replace('0.0.0.0', '127.0.0.1');
    const status = async (authorization?: string): Promise<number> =>
      (await fetch(`${url}/configs`, { headers: authorization === undefined ? {} : { authorization } })).status;
    assert.deepEqual([await status(), await status(`Bearer ${token}x`), await status(`Bearer ${token}`)], [401, 401, 200]);
    assert.equal((await fetch(`${url}/healthz`)).status, 200);

    const question = ['verdict', '--server', url, '--analysis', '5f3c6c1e-8d0c-4f0e-9a51-2f6b7a0f1c11'];
    const unknown = await serinus(question);
    assert.deepEqual([unknown.status, /refuses the question: credentials are missing/.test(unknown.stderr)], [64, true]);
    const known = await serinus(question, { SERINUS_TOKEN: token });
    assert.deepEqual([known.status, /no analysis has the id/.test(known.stderr)], [64, true]);

    assert.equal(await server.stop(), 0);
    const log = await server.log;
    assert.match(log, /"authentication":true/);
    assert.match(log, /"client":"token ci"/);
    assert.ok(!log.includes(token));
  });
});
