import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { missing } from '../support/debian.ts';
import { temporaryServer } from './postgres/temporary-server.ts';
import { addLooks, sampleAnalysis } from './samples.ts';
import { freshPath } from './temporary-files.ts';

const PAGE = readFileSync('docs/store.md', 'utf8');
const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text]) => text!);
const MAIN = path.resolve('src/main.ts');

describe('docs/store.md', { skip: missing('postgresql') }, () => {
  const server = temporaryServer();

  it('sets up a database, and moves a file there', async () => {
    for (const statement of blocks('sql')[0]!
      .split(';')
      .filter((text) => text.trim() !== ''))
      await server.get().sql(statement);
    const [serve = '', migrate = ''] = blocks('sh');
    const url = new URL(/DATABASE_URL='([^']+)'/.exec(serve)![1]!);
    assert.equal(url.searchParams.get('sslmode'), 'verify-full');
    Object.assign(url, { host: `127.0.0.1:${server.get().port}`, search: '' }); // the server of this test has no certificate

    const file = freshPath();
    const from = await openSqliteStore({ path: file });
    await from.createAnalysis(sampleAnalysis('a'));
    await addLooks(from, 'a', 3);
    await from.close();
    const [program, ...args] = migrate.replace('serinus.db', file).trim().split(' ');
    assert.equal(program, 'serinus');
    const env = { PATH: process.env.PATH ?? '', DATABASE_URL: url.href };
    const run = () => promisify(execFile)(process.execPath, [MAIN, ...args], { cwd: path.dirname(file), env });
    const { stdout, stderr } = await run();
    assert.match(stdout, new RegExp(`is in postgresql://127\\.0\\.0\\.1:${server.get().port}/serinus now, counted on both sides:\n`));
    assert.match(stdout, /\n3 look\n/);
    assert.equal(stderr, '');

    const store = await openPostgresStore({ url: url.href });
    assert.equal((await store.findAnalysis('a'))?.looks, 3);
    await store.close();

    // 69: the store cannot be used. Now it is not empty, and what says so does not show the password.
    await assert.rejects(run(), (error: Error & { code?: number; stderr?: string }) => {
      assert.equal(error.code, 69);
      assert.match(error.stderr ?? '', /^serinus: the store .* is not empty/);
      assert.doesNotMatch(error.stderr ?? '', /random/);
      return true;
    });
  });

  it('names every error of a store', () => {
    const sources = [
      'postgres/postgres-errors',
      'postgres/migrate',
      'postgres/database',
      'postgres/connection-url',
      'copy/copy-to-postgres',
      'sqlite/sqlite-errors',
      'sqlite/open-file',
      'sqlite/migrate',
    ];
    const codes = new Set(sources.flatMap((source) => readFileSync(`src/store/${source}.ts`, 'utf8').match(/STORE_[A-Z_]+/g) ?? []));
    const named = new Set(PAGE.match(/(?<=`)STORE_[A-Z_]+(?=`)/g));
    assert.deepEqual(
      [...codes].filter((code) => !named.has(code)),
      [],
    );
  });
});
