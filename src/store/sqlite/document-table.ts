import type { DatabaseSync } from 'node:sqlite';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { contentHash } from './content-hash.ts';

/** Plain JSON, compressed: looks and documents are stored in this form. */
export function packJson(value: unknown): Uint8Array {
  return deflateRawSync(JSON.stringify(value));
}

/** What packJson was given, as JSON keeps it. The caller names the type that it has stored. */
export function unpackJson<T>(body: Uint8Array): T {
  return JSON.parse(inflateRawSync(body).toString()) as T;
}

/** Documents that many rows share: kept once each. */
export interface DocumentTable {
  /** The id of the document, which is added unless it is there. */
  idOf(document: unknown): number;
}

export function documentTable(db: DatabaseSync): DocumentTable {
  const find = db.prepare('SELECT id FROM document WHERE hash = ?');
  const add = db.prepare('INSERT INTO document (hash, body) VALUES (?, ?)');
  return {
    idOf(document) {
      const text = JSON.stringify(document);
      const hash = contentHash(Buffer.from(text));
      const found = find.get(hash);
      return Number(found === undefined ? add.run(hash, deflateRawSync(text)).lastInsertRowid : found.id);
    },
  };
}
