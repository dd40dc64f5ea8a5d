import type { DocumentHead, DocumentKind } from '../analysis/ports/document-store.ts';
import { BadInputError } from '../errors.ts';

/** The columns of a client's document that every store has. */
export interface DocumentRow {
  readonly id: string;
  readonly name: string | null;
  readonly status: string | null;
  readonly created_at_ms: number;
  readonly updated_at_ms: number;
}

export function documentHead(kind: DocumentKind, row: DocumentRow, applications: readonly string[]): DocumentHead {
  return {
    kind,
    id: row.id,
    ...(row.name !== null && { name: row.name }),
    ...(row.status !== null && { status: row.status }),
    applications,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
  };
}

/** @throws {BadInputError} fields `limit`: no integer from 1 on; `offset`: none from 0 on. */
export function checkDocumentPage({ limit, offset }: { readonly limit: number | undefined; readonly offset: number }): void {
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 1))
    throw new BadInputError('limit', `${limit} is no integer from 1 on`);
  if (offset !== undefined && !(Number.isSafeInteger(offset) && offset >= 0))
    throw new BadInputError('offset', `${offset} is no integer from 0 on`);
}
