import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { after, describe, it } from 'node:test';

import { freePort } from '../support/server-process.ts';
import { serinus, serve } from './command-line.ts';
import { userFolder } from './program.ts';
import { shopConfig } from './shop-config.ts';

describe('serinus serve that cannot start', () => {
  const user = userFolder([shopConfig('shop')]);
  after(() => user.remove());
  const environment = { SERINUS_CONFIGS: user.place('configs'), SERINUS_STORE: user.place('serinus.db'), PORT: '0' };

  it('says that the port is taken, status 69, and leaves the store free', async () => {
    const port = await freePort();
    const taken = createServer().listen(port, '127.0.0.1');
    await once(taken, 'listening');
    const { status, stdout, stderr } = await serinus(['serve'], { ...environment, PORT: String(port), LOG_LEVEL: 'error' });
    taken.close();
    assert.deepEqual([status, stdout], [69, '']);
    assert.equal(stderr, `serinus: cannot listen on 127.0.0.1, port ${port} (EADDRINUSE)\n`);
    const next = await serve(environment);
    assert.equal(await next.stop(), 0);
  });

  it('says that the store is none, status 69, and leaves the file as it is', async () => {
    const junk = user.place('junk.db');
    writeFileSync(junk, 'dear diary '.repeat(1_000));
    const { status, stderr } = await serinus(['serve'], { ...environment, SERINUS_STORE: junk });
    assert.equal(status, 69);
    assert.match(stderr, /^serinus: the store \S+junk\.db is no SQLite database/m);
  });

  it('names what is wrong with the settings, status 65, and shows no password', async () => {
    const { status, stderr } = await serinus(['serve'], { ...environment, PROMETHEUS_URL: 'ftp://me:hunter2@127.0.0.1' });
    assert.equal(status, 65);
    assert.match(stderr, /sources\.prometheus\.url/);
    assert.doesNotMatch(stderr, /hunter2/);
  });
});

describe('serinus serve without the source that a config asks', () => {
  const user = userFolder([shopConfig('shop')]);
  after(() => user.remove());

  it('starts and warns', async () => {
    const process = await serve({ SERINUS_CONFIGS: user.place('configs'), SERINUS_STORE: user.place('serinus.db'), LOG_LEVEL: 'warn' });
    assert.equal(await process.stop(), 0);
    assert.match(await process.log, /"config shop asks the source prometheus, which the settings do not have"/);
  });
});
