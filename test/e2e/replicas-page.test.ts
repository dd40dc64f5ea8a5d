import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { missing } from '../support/debian.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { type ServeProcess, serve } from './command-line.ts';
import { type CrashSource, startCrashSource } from './crash-source.ts';
import { userFolder } from './program.ts';
import { shopConfig } from './shop-config.ts';

const page = readFileSync('docs/replicas.md', 'utf8');
const shell = [...page.matchAll(/```sh\n([\s\S]*?)\n```/g)].map(([, text]) => text!);
const replies = [...page.matchAll(/```json\n([\s\S]*?)\n```/g)].map(([, text]) => JSON.parse(text!));
const [started, ...commands] = shell;
const ports = [...started!.matchAll(/serinus serve --port (\d+) &/g)].map(([, port]) => port!);

describe('the replicas of docs/replicas.md', { skip: missing('postgresql') }, () => {
  let source: CrashSource;
  let database: PostgresServer;
  const replicas = new Map<string, ServeProcess>();
  const user = userFolder([shopConfig('shop')]);
  before(async () => {
    [source, database] = await Promise.all([startCrashSource(), startPostgres()]);
    const environment = { DATABASE_URL: await database.newDatabase(), PROMETHEUS_URL: source.url };
    for (const name of Object.keys(environment)) assert.match(started!, new RegExp(`^export ${name}=`, 'm'));
    const all = { ...environment, SERINUS_CONFIGS: user.place('configs'), LOG_LEVEL: 'error' };
    for (const port of ports) replicas.set(port, await serve(all));
  });
  after(async () => {
    await Promise.all([...replicas.values()].map((one) => one.stop()));
    await database?.stop();
    source?.close();
    user.remove();
  });

  it('are two, and each command has its reply', () => {
    assert.equal(ports.length, 2);
    assert.equal(commands.length, replies.length);
  });

  let id: string | undefined;
  for (const [i, command] of commands.entries())
    it(command.split(' \\\n', 1)[0]!, async () => {
      // The ports of the page may be taken: each process has a free one.
      const here = command.replace(/http:\/\/127\.0\.0\.1:(\d+)/, (_, port: string) => replicas.get(port)!.api.url);
      const { stdout } = await promisify(execFile)('sh', ['-c', here]);
      const reply = JSON.parse(stdout);
      if ('analysis' in reply) {
        id ??= reply.analysis;
        assert.equal(reply.analysis, id);
        reply.analysis = replies[i].analysis;
      }
      assert.deepEqual(reply, replies[i]);
    });
});
