import type { DatabaseSync } from 'node:sqlite';
import { deflateRawSync } from 'node:zlib';
import { recentlyUsed } from '../../analysis/recently-used.ts';
import { contentHash } from '../content-hash.ts';
import { unpackJson } from '../packed-json.ts';

/** Documents that many rows share: kept once each. */
export interface DocumentTable {
  /** The id of the document, which is added unless it is there. */
  idOf(document: unknown): number;
  /**
   * The document of that hash, in upper-case hex; the caller names the type that it has stored. A document of one hash never changes,
   * so those read last are kept in memory: the object may be shared.
   * @throws {RangeError} there is none: the file is damaged.
   */
  read<T>(hash: string): T;
}

/** Documents kept in memory: about as many as there are configs in use. */
const KEPT = 64;

export function documentTable(db: DatabaseSync): DocumentTable {
  const find = db.prepare('SELECT id FROM document WHERE hash = ?');
  const add = db.prepare('INSERT INTO document (hash, body) VALUES (?, ?)');
  const findBody = db.prepare('SELECT body FROM document WHERE hash = ?');
  const kept = recentlyUsed<unknown>(KEPT);
  const load = (hash: string): unknown => {
    const row = findBody.get(Buffer.from(hash, 'hex')) as { readonly body: Uint8Array } | undefined;
    if (row === undefined) throw new RangeError(`there is no document ${hash}`);
    return unpackJson(row.body);
  };
  return {
    read<T>(hash: string): T {
      const known = kept.get(hash);
      if (known !== undefined) return known as T;
      const document = load(hash);
      kept.set(hash, document);
      return document as T;
    },
    idOf(document) {
      const text = JSON.stringify(document);
      const hash = contentHash(Buffer.from(text));
      const found = find.get(hash);
      return Number(found === undefined ? add.run(hash, deflateRawSync(text)).lastInsertRowid : found.id);
    },
  };
}
