import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { StoreError } from '../../../src/errors.ts';
import { type Database, openDatabase, type PostgresOptions, UNDO } from '../../../src/store/postgres/database.ts';
import { missing } from '../../support/debian.ts';
import { POSTGRES_PASSWORD } from '../../support/postgres.ts';
import { freePort } from '../../support/server-process.ts';
import { temporaryServer } from './temporary-server.ts';

const code =
  (wanted: string, says = /./) =>
  (error: unknown) => {
    assert.ok(error instanceof StoreError, inspect(error));
    assert.equal(error.code, wanted, error.message);
    assert.match(error.message, says);
    assert.ok(!inspect(error, { depth: 9, showHidden: true }).includes(POSTGRES_PASSWORD), 'shows the password');
    return true;
  };

describe('a database', { skip: missing('postgresql') }, () => {
  const server = temporaryServer(['max_connections=12', 'superuser_reserved_connections=0']);
  let url: string;
  const opened: Database[] = [];
  const open = (options: Partial<PostgresOptions> = {}): Database => {
    const database = openDatabase({ url, ...options });
    opened.push(database);
    return database;
  };
  beforeEach(async () => {
    url = await server.get().newDatabase();
    await server.get().sql('CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL); INSERT INTO t VALUES (1, 0), (2, 0)', url);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((database) => database.close()));
  });
  const values = async () => (await server.get().sql('SELECT n FROM t ORDER BY id', url)).map(({ n }) => n);

  it('is named without its user and password', () => assert.match(open().name, /^127\.0\.0\.1:\d+\/store_\d+$/));

  it('keeps all of a transaction, or nothing', async () => {
    const { write } = open();
    await write((session) => session.run('UPDATE t SET n = 1'));
    assert.deepEqual(await values(), [1, 1]);
    const undone = await write(async (session) => {
      await session.run('UPDATE t SET n = 2');
      return UNDO;
    });
    assert.equal(undone, UNDO);
    await assert.rejects(
      write(async (session) => {
        await session.run('UPDATE t SET n = 3');
        throw new TypeError('our own mistake');
      }),
      { name: 'TypeError' },
    );
    await assert.rejects(
      write(async (session) => {
        await session.run('UPDATE t SET n = 4');
        await session.run('INSERT INTO t VALUES (1, 1)');
      }),
      code('STORE_FAILED', /23505: duplicate key/),
    );
    assert.deepEqual(await values(), [1, 1]);
    assert.equal(await write((session) => session.run('UPDATE t SET n = 5')), 2, 'the connections are as good as before');
  });

  it('runs a transaction again that another was in the way of', async () => {
    const { write } = open();
    let runs = 0;
    let meet: (() => void) | undefined;
    const both = new Promise<void>((resolve) => {
      meet = resolve;
    });
    // Each has the row that the other wants: the server ends one of them after deadlock_timeout.
    const inOrder = (first: number, second: number) =>
      write(async (session) => {
        await session.run('UPDATE t SET n = n + 1 WHERE id = $1', [first]);
        if (++runs === 2) meet?.();
        await both;
        await session.run('UPDATE t SET n = n + 1 WHERE id = $1', [second]);
      });
    await Promise.all([inOrder(1, 2), inOrder(2, 1)]);
    assert.equal(runs, 3);
    assert.deepEqual(await values(), [2, 2]);
  });

  it('says that a transaction conflicts when it never gets through', async () => {
    const { write } = open();
    let runs = 0;
    await assert.rejects(
      write(async (session) => {
        runs++;
        await session.run("DO $$ BEGIN RAISE EXCEPTION 'could not serialize' USING ERRCODE = '40001'; END $$");
      }),
      code('STORE_CONFLICT', /40001/),
    );
    assert.equal(runs, 4);
  });

  it('waits for the disk at every commit, though the database does not ask for it, and no less than it asks for', async () => {
    const { write } = open({ poolSize: 1 });
    const during = () =>
      write(async (session) => (await session.rows<{ now: string }>("SELECT current_setting('synchronous_commit') AS now"))[0]?.now);
    assert.equal(await during(), 'on');
    for (const [asked, had] of [
      ['off', 'on'],
      ['remote_apply', 'remote_apply'],
    ]) {
      await server.get().sql(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit = ${asked}`, url);
      const { write: later } = open();
      const now = await later(
        async (session) => (await session.rows<{ now: string }>("SELECT current_setting('synchronous_commit') AS now"))[0]?.now,
      );
      assert.equal(now, had);
    }
  });

  it('gives moments as numbers and texts as they are', async () => {
    const { read } = open();
    const [row] = await read((session) =>
      session.rows('SELECT 1767225600000::bigint AS ms, $1::text AS text, $2::text[] AS texts, $3::float8 AS score, $4::bytea AS bytes', [
        ...['a\0\uFDD0', ['\0', '{",}', '\uFDD00']],
        ...[0.1 + 0.2, Uint8Array.of(0, 255)],
      ]),
    );
    assert.deepEqual(row, {
      ...{ ms: 1_767_225_600_000, text: 'a\0\uFDD0', texts: ['\0', '{",}', '\uFDD00'], score: 0.1 + 0.2 },
      bytes: Buffer.of(0, 255),
    });
  });

  it('ends a statement that takes too long', async () => {
    const { read } = open({ statementTimeoutMs: 50 });
    await assert.rejects(
      read((session) => session.run('SELECT pg_sleep(30)')),
      code('STORE_TIMEOUT', /57014/),
    );
  });

  it('does not wait for ever for a connection to come free', async () => {
    const { read, write } = open({ poolSize: 1, connectTimeoutMs: 50 });
    await write(async () => {
      await assert.rejects(
        read((session) => session.run('SELECT 1')),
        code('STORE_TIMEOUT'),
      );
    });
    await read((session) => session.run('SELECT 1'));
  });

  it('says that the server has no connection left, and goes on when it has', async () => {
    const greedy = open({ poolSize: 12 });
    let free: (() => void) | undefined;
    const held = new Promise<void>((resolve) => {
      free = resolve;
    });
    const holding: Promise<unknown>[] = [];
    const hold = (): Promise<void> =>
      new Promise((resolve, reject) => {
        const work = greedy.write(async () => {
          resolve();
          await held;
        });
        work.catch(reject);
        holding.push(work.catch(() => undefined));
      });
    const refused = /53300: .* store\.poolSize|store\.poolSize .*53300/;
    try {
      // The administrator's own connection may be among them still: some of the twelve are had, and the rest refused.
      await Promise.allSettled(Array.from({ length: 12 }, hold));
      await assert.rejects(
        open().read((session) => session.run('SELECT 1')),
        code('STORE_TOO_MANY_CONNECTIONS', refused),
      );
    } finally {
      free?.();
      await Promise.all(holding);
    }
    await greedy.close();
    assert.equal(await open().read(async (session) => (await session.rows('SELECT 1')).length), 1);
  });

  it('may be closed twice, and says that it is', async () => {
    const database = open();
    await Promise.all([database.close(), database.close()]);
    for (const work of [database.read, database.write])
      await assert.rejects(
        work((session) => session.run('SELECT 1')),
        code('STORE_CLOSED'),
      );
  });

  it('that may not be changed says so, and is read', async () => {
    const { read, write } = open({ readOnly: true });
    for (const work of [read, write])
      await assert.rejects(
        work((session) => session.run('UPDATE t SET n = 9')),
        code('STORE_READ_ONLY', /25006/),
      );
    assert.equal((await read((session) => session.rows('SELECT * FROM t'))).length, 2);
  });

  const unreachable: readonly { readonly name: string; readonly wanted: string; readonly change: Partial<URL> }[] = [
    { name: 'whose password is another', wanted: 'STORE_NOT_ALLOWED', change: { password: 'another' } },
    { name: 'whose user is unknown', wanted: 'STORE_NOT_ALLOWED', change: { username: 'nobody' } },
    { name: 'that is not there', wanted: 'STORE_MISSING', change: { pathname: '/nowhere' } },
    { name: 'whose server speaks no TLS', wanted: 'STORE_UNTRUSTED', change: { search: 'sslmode=verify-full' } },
    { name: 'on a host without a name', wanted: 'STORE_UNAVAILABLE', change: { hostname: 'no-such-host.invalid' } },
  ];
  for (const { name, wanted, change } of unreachable) {
    it(`${name} is ${wanted}`, async () => {
      const changed = Object.assign(new URL(url), change);
      await assert.rejects(
        open({ url: changed.href }).read((session) => session.run('SELECT 1')),
        code(wanted),
      );
    });
  }

  it('of no server is STORE_UNAVAILABLE', async () => {
    const changed = new URL(url);
    changed.port = String(await freePort());
    await assert.rejects(
      open({ url: changed.href }).read((session) => session.run('SELECT 1')),
      code('STORE_UNAVAILABLE', /ECONNREFUSED/),
    );
  });
});
