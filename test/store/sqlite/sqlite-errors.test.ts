import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { StoreError } from '../../../src/errors.ts';
import { namingErrors, readingBack } from '../../../src/store/sqlite/sqlite-errors.ts';
import { transact } from '../../../src/store/sqlite/transaction.ts';

const thrownBy = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return assert.fail('nothing was thrown');
};

describe('an error of SQLite', () => {
  it('of a full disk is named, and what was begun is undone', () => {
    const db = new DatabaseSync(':memory:');
    db.exec('CREATE TABLE t (x BLOB); PRAGMA max_page_count = 10');
    const insert = db.prepare('INSERT INTO t VALUES (zeroblob(4000))');
    const error = thrownBy(() =>
      namingErrors('/data/s.db', () =>
        transact(db, () => {
          for (let i = 0; i < 20; i++) insert.run();
        }),
      ),
    );
    assert.ok(error instanceof StoreError && error.cause instanceof Error);
    assert.equal(error.code, 'STORE_FULL');
    assert.match(error.message, /\/data\/s\.db .*disk is full/);
    assert.equal(db.prepare('SELECT count(*) AS n FROM t').get()?.n, 0);
    assert.equal(db.isTransaction, false);
  });

  it('that has no name of its own is STORE_FAILED', () => {
    const error = thrownBy(() => namingErrors('/data/s.db', () => new DatabaseSync(':memory:').exec('SELECT absent')));
    assert.ok(error instanceof StoreError);
    assert.equal(error.code, 'STORE_FAILED');
    assert.match(error.message, /no such column/);
  });
});

describe('an error of anything else', () => {
  const ours = new TypeError('our own mistake');
  const failing = (error: Error) => (): never => {
    throw error;
  };
  it('passes as it is', () => {
    assert.equal(
      thrownBy(() => namingErrors('s.db', failing(ours))),
      ours,
    );
    assert.equal(
      thrownBy(() => readingBack('s.db', failing(ours))),
      ours,
    );
  });
  it('is damage when something stored was decoded', () => {
    const error = thrownBy(() => readingBack('s.db', () => JSON.parse('{')));
    assert.ok(error instanceof StoreError && error.code === 'STORE_CORRUPT');
  });
});
