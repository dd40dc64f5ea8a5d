import { recentlyUsed } from '../../analysis/recently-used.ts';
import { contentHash } from '../content-hash.ts';
import { packJson, unpackJson } from '../packed-json.ts';
import type { Session } from './database.ts';

/** Documents that many rows share: kept once each, by their hash. */
export interface DocumentTable {
  /** The hash of the document, which is added unless it is there. */
  put(session: Session, document: unknown): Promise<Uint8Array>;
  /**
   * The documents of these hashes. One of a hash never changes, so those read last are kept in memory: the objects may be shared.
   * @throws {RangeError} there is none of such a hash: the store is damaged.
   */
  read(session: Session, hashes: readonly Uint8Array[]): Promise<(hash: Uint8Array) => unknown>;
}

/** Documents kept in memory: about as many as there are configs in use. */
const KEPT = 64;

export function documentTable(): DocumentTable {
  const kept = recentlyUsed<unknown>(KEPT);
  const keyOf = (hash: Uint8Array): string => Buffer.from(hash).toString('hex');
  return {
    async put(session, document) {
      const hash = contentHash(Buffer.from(JSON.stringify(document)));
      const [there] = await session.rows('SELECT 1 FROM serinus.document WHERE hash = $1', [hash]);
      if (there === undefined)
        await session.run('INSERT INTO serinus.document (hash, body) VALUES ($1, $2) ON CONFLICT DO NOTHING', [hash, packJson(document)]);
      return hash;
    },
    async read(session, hashes) {
      const found = new Map<string, unknown>();
      const absent = new Map<string, Uint8Array>();
      for (const hash of hashes) {
        const document = kept.get(keyOf(hash));
        if (document === undefined) absent.set(keyOf(hash), hash);
        else found.set(keyOf(hash), document);
      }
      if (absent.size > 0) {
        const rows = await session.rows<{ readonly hash: Uint8Array; readonly body: Uint8Array }>(
          'SELECT hash, body FROM serinus.document WHERE hash = ANY($1::bytea[])',
          [[...absent.values()]],
        );
        for (const { hash, body } of rows) {
          const document: unknown = unpackJson(body);
          found.set(keyOf(hash), document);
          kept.set(keyOf(hash), document);
        }
      }
      return (hash) => {
        const document = found.get(keyOf(hash));
        if (document === undefined) throw new RangeError(`there is no document ${keyOf(hash)}`);
        return document;
      };
    },
  };
}
