import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { canaryConfig } from '../http/kayenta/kayenta-under-test.ts';
import { seeded } from '../support/random.ts';
import { type ServeProcess, serinus, serve } from './command-line.ts';
import { assertKept } from './crash-check.ts';
import { CADENCES, configs } from './crash-configs.ts';
import { emptyLedger, type Ledger, startLoad } from './crash-load.ts';
import { type CrashSource, startCrashSource } from './crash-source.ts';
import { userFolder } from './program.ts';

const page = readFileSync('docs/store.md', 'utf8').split('\n## Backup and restore\n')[1]!;
const [backup = '', restore = ''] = [...page.matchAll(/```sh\n([\s\S]*?)\n```/g)].map(([, text]) => text!);

describe('backup and restore as docs/store.md has them', { timeout: 120_000 }, () => {
  let source: CrashSource;
  let environment: Record<string, string>;
  let server: ServeProcess | undefined;
  const user = userFolder(configs);
  before(async () => {
    source = await startCrashSource();
    const of = { PROMETHEUS_URL: source.url, SERINUS_CONFIGS: user.place('configs'), SERINUS_STORE: user.place('serinus.db') };
    environment = { ...of, LOG_LEVEL: 'error' };
  });
  after(async () => {
    await server?.kill();
    source?.close();
    user.remove();
  });

  it('bring back everything that was acknowledged before the backup, whatever came after it', async (t) => {
    server = await serve(environment);
    const ledger = emptyLedger();
    const load = startLoad({
      urls: () => (server === undefined ? [] : [server.api.url]),
      ...{ random: seeded(20_261_121), ledger, allowed: () => 8, canaryConfig: canaryConfig() },
    });
    t.after(() => load.stop());
    const hasEnough = (): boolean => ledger.analyses.size >= 5 && ledger.looks.length >= 20 && ledger.documents.size > 0;
    while (!hasEnough()) await sleep(20);

    const acknowledged: Ledger = structuredClone(ledger);
    const file = user.place('backup.db');
    const args = backup.replace('backup.db', file).split(' ').slice(1);
    const made = await serinus(args, environment);
    assert.deepEqual([made.status, made.stderr], [0, '']);
    assert.match(made.stdout, /serinus\.db is in .*backup\.db, checked: \d+ analyses, \d+ looks, \d+\.\d MB\n$/);
    const again = await serinus(args, environment);
    assert.deepEqual([again.status, again.stdout], [69, '']);
    assert.match(again.stderr, /backup\.db is there already/);

    await sleep(300); // More is acknowledged, and lost with the disk.
    const lost = server;
    server = undefined;
    await lost.kill();
    await load.stop();
    assert.ok(ledger.looks.length > acknowledged.looks.length);
    execFileSync('sh', ['-c', restore], { cwd: user.place('.') });

    server = await serve(environment);
    await assertKept(server.api, acknowledged, CADENCES);
  });

  it('are pg_dump and pg_restore where the store is a database', async () => {
    const url = 'postgresql://serinus:s3cret@db.example/serinus';
    const { status, stderr } = await serinus(['backup', user.place('other.db')], { DATABASE_URL: url });
    assert.equal(status, 64);
    assert.match(stderr, /the store is postgresql:\/\/db\.example:5432\/serinus: back it up with PostgreSQL's own pg_dump/);
    assert.doesNotMatch(stderr, /s3cret/);
  });
});
