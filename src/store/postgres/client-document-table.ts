import type { DocumentFilter, DocumentHead, DocumentKind, StoredDocument } from '../../analysis/ports/document-store.ts';
import { contentHash } from '../content-hash.ts';
import { checkDocumentPage, type DocumentRow, documentHead } from '../document-head.ts';
import { packJson, unpackJson } from '../packed-json.ts';
import type { Session, SqlValue } from './database.ts';

/* Documents of clients. The functions mean what the methods of DocumentStore mean, inside the caller's session. */

interface Row extends DocumentRow {
  readonly applications: readonly string[];
}

const HEAD = 'id, name, status, created_at_ms, updated_at_ms, applications';

export async function addDocument(session: Session, document: StoredDocument): Promise<boolean> {
  const added = await session.run(
    `INSERT INTO serinus.client_document (kind, id, name, status, updated_at_ms, applications, application_hashes, body, created_at_ms)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (kind, id) DO NOTHING`,
    [...changing(document), document.createdAtMs],
  );
  return added === 1;
}

export async function replaceDocument(session: Session, document: StoredDocument, statuses?: readonly string[]): Promise<boolean> {
  const replaced = await session.run(
    `UPDATE serinus.client_document SET name = $3, status = $4, updated_at_ms = $5, applications = $6, application_hashes = $7, body = $8
     WHERE kind = $1 AND id = $2 AND ($9::text[] IS NULL OR status = ANY($9))`,
    [...changing(document), statuses ?? null],
  );
  return replaced === 1;
}

export async function findDocument(session: Session, kind: DocumentKind, id: string): Promise<StoredDocument | undefined> {
  const [row] = await session.rows<Row & { readonly body: Uint8Array }>(
    `SELECT ${HEAD}, body FROM serinus.client_document WHERE kind = $1 AND id = $2`,
    [kind, id],
  );
  return row && { ...documentHead(kind, row, row.applications), body: unpackJson(row.body) };
}

export async function listDocuments(
  session: Session,
  kind: DocumentKind,
  { statuses, applications, limit, offset = 0 }: DocumentFilter,
): Promise<DocumentHead[]> {
  checkDocumentPage({ limit, offset });
  const rows = await session.rows<Row>(
    `SELECT ${HEAD} FROM serinus.client_document
     WHERE kind = $1 AND ($2::text[] IS NULL OR status = ANY($2)) AND ($3::bytea[] IS NULL OR application_hashes && $3)
     ORDER BY created_at_ms DESC, id DESC LIMIT $4 OFFSET $5`,
    [kind, statuses ?? null, applications === undefined ? null : applications.map(hashOf), limit ?? null, offset],
  );
  return rows.map((row) => documentHead(kind, row, row.applications));
}

export async function deleteDocument(session: Session, kind: DocumentKind, id: string): Promise<boolean> {
  return (await session.run('DELETE FROM serinus.client_document WHERE kind = $1 AND id = $2', [kind, id])) === 1;
}

const hashOf = (application: string): Uint8Array => contentHash(Buffer.from(application));

function changing({ kind, id, name, status, updatedAtMs, applications, body }: StoredDocument): SqlValue[] {
  const each = [...new Set(applications)];
  return [kind, id, name ?? null, status ?? null, updatedAtMs, each, each.map(hashOf), packJson(body)];
}
