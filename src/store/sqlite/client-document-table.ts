import type { DatabaseSync } from 'node:sqlite';
import type { DocumentFilter, DocumentHead, DocumentKind, StoredDocument } from '../../analysis/ports/document-store.ts';
import { checkDocumentPage, type DocumentRow, documentHead } from '../document-head.ts';
import { packJson, unpackJson } from '../packed-json.ts';

/** Documents of clients. The methods mean what those of DocumentStore mean, inside the caller's transaction. */
export interface ClientDocumentTable {
  add(document: StoredDocument): boolean;
  replace(document: StoredDocument, statuses?: readonly string[]): boolean;
  find(kind: DocumentKind, id: string): StoredDocument | undefined;
  list(kind: DocumentKind, filter: DocumentFilter): readonly DocumentHead[];
  remove(kind: DocumentKind, id: string): boolean;
}

interface Row extends DocumentRow {
  readonly applications: string;
  readonly body?: Uint8Array;
}

const HEAD = `id, name, status, created_at_ms, updated_at_ms,
  (SELECT json_group_array(application ORDER BY position) FROM client_document_application AS of
    WHERE of.kind = client_document.kind AND of.id = client_document.id) AS applications`;
/** What SQLite takes for no limit. */
const ALL = -1;

export function clientDocumentTable(db: DatabaseSync): ClientDocumentTable {
  const insert = db.prepare(`INSERT INTO client_document (name, status, updated_at_ms, body, kind, id, created_at_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);
  const update = db.prepare(`UPDATE client_document SET name = ?, status = ?, updated_at_ms = ?, body = ?
    WHERE kind = ? AND id = ? AND (? IS NULL OR status IN (SELECT value FROM json_each(?)))`);
  const addApplication = db.prepare('INSERT INTO client_document_application (kind, id, position, application) VALUES (?, ?, ?, ?)');
  const removeApplications = db.prepare('DELETE FROM client_document_application WHERE kind = ? AND id = ?');
  const find = db.prepare(`SELECT ${HEAD}, body FROM client_document WHERE kind = ? AND id = ?`);
  const list = db.prepare(`SELECT ${HEAD} FROM client_document WHERE kind = ?
    AND (? IS NULL OR status IN (SELECT value FROM json_each(?)))
    AND (? IS NULL OR EXISTS (SELECT 1 FROM client_document_application AS of WHERE of.kind = client_document.kind
      AND of.id = client_document.id AND of.application IN (SELECT value FROM json_each(?))))
    ORDER BY created_at_ms DESC, id DESC LIMIT ? OFFSET ?`);
  const remove = db.prepare('DELETE FROM client_document WHERE kind = ? AND id = ?');

  const changing = ({ name, status, updatedAtMs, body, kind, id }: StoredDocument) =>
    [name ?? null, status ?? null, updatedAtMs, packJson(body), kind, id] as const;
  const addApplications = ({ kind, id, applications }: StoredDocument): void => {
    for (const [position, application] of [...new Set(applications)].entries()) addApplication.run(kind, id, position, application);
  };

  return {
    add(document) {
      if (insert.run(...changing(document), document.createdAtMs).changes === 0) return false;
      addApplications(document);
      return true;
    },
    replace(document, statuses) {
      const among = listed(statuses);
      if (update.run(...changing(document), among, among).changes === 0) return false;
      removeApplications.run(document.kind, document.id);
      addApplications(document);
      return true;
    },
    find(kind, id) {
      const row = find.get(kind, id) as unknown as (Row & { readonly body: Uint8Array }) | undefined;
      return row && { ...headOf(kind, row), body: unpackJson(row.body) };
    },
    list(kind, { statuses, applications, limit, offset = 0 }) {
      checkDocumentPage({ limit, offset });
      const [status, application] = [listed(statuses), listed(applications)];
      const rows = list.all(kind, status, status, application, application, limit ?? ALL, offset) as unknown as readonly Row[];
      return rows.map((row) => headOf(kind, row));
    },
    remove: (kind, id) => remove.run(kind, id).changes > 0,
  };
}

const listed = (values: readonly string[] | undefined): string | null => (values === undefined ? null : JSON.stringify(values));

function headOf(kind: DocumentKind, row: Row): DocumentHead {
  return documentHead(kind, row, JSON.parse(row.applications) as readonly string[]);
}
