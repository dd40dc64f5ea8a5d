import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { packJson } from '../../../src/store/packed-json.ts';
import { migrate } from '../../../src/store/sqlite/migrate.ts';
import { MIGRATIONS } from '../../../src/store/sqlite/migrations.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { sampleAnalysis, sampleProfile } from '../samples.ts';
import { freshPath } from '../temporary-files.ts';

/** A file as version 1 of the schema left it, with one analysis. */
function firstVersion(file: string): void {
  const db = new DatabaseSync(file);
  db.exec(`${MIGRATIONS[0]}; PRAGMA application_id = ${0x53657269}; PRAGMA user_version = 1`);
  const a = sampleAnalysis('a');
  db.prepare('INSERT INTO document (id, hash, body) VALUES (1, ?, ?)').run(new Uint8Array(16), packJson(a.config));
  db.prepare(`INSERT INTO analysis (id, key, config_name, config_hash, config, control, candidate, start_ms, created_at_ms, status, verdict,
    score, reason, last_slot_ms, next_slot_ms, looks, ended_at_ms) VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
    ...[a.id, a.key, a.configName, a.configHash, JSON.stringify(a.control), JSON.stringify(a.candidate), a.startMs, a.createdAtMs],
    ...[a.status, a.verdict, a.score, a.reason, a.lastSlotMs, a.nextSlotMs, a.looks, a.endedAtMs],
  );
  db.close();
}

describe('a store of an earlier version', () => {
  it('keeps what it has and takes what is new', async () => {
    const file = freshPath();
    firstVersion(file);
    const store = await openSqliteStore({ path: file });
    assert.deepEqual(await store.findAnalysis('a'), sampleAnalysis('a'));
    await store.saveNoiseProfile('checkout', sampleProfile());
    assert.deepEqual(await store.findNoiseProfiles('checkout'), [sampleProfile()]);
    await store.close();
  });

  it('is brought to the schema that a new one has', () => {
    const schemaOf = (db: DatabaseSync) => db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
    const file = freshPath();
    firstVersion(file);
    const old = new DatabaseSync(file);
    migrate(old, file);
    const fresh = new DatabaseSync(':memory:');
    migrate(fresh, ':memory:');
    assert.deepEqual(schemaOf(old), schemaOf(fresh));
    for (const db of [old, fresh]) db.close();
  });
});
