import type { NewMessage } from './outbox.ts';

/** What clients of Kayenta's API put and get, reports that are made by a schedule, and challenges: each kind has ids of its own. */
export type DocumentKind =
  | 'canary-config'
  | 'canary-execution'
  | 'standalone-analysis'
  | 'metric-set-list'
  | 'metric-set-pair-list'
  | 'divergence-report'
  | 'challenge';

/** A document without its body: enough to list and find it by. */
export interface DocumentHead {
  readonly kind: DocumentKind;
  /** Unique among those of its kind, 1 to 200 characters. */
  readonly id: string;
  readonly name?: string;
  /** Where the document stands in its life; absent for those that have none. */
  readonly status?: string;
  /** Whose it is, each once. */
  readonly applications: readonly string[];
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface StoredDocument extends DocumentHead {
  /** Plain JSON: no NaN, no infinities, no undefined. */
  readonly body: unknown;
}

export interface DocumentFilter {
  /** Those of any of these applications; absent means of all, and those of none. */
  readonly applications?: readonly string[];
  /** Those that stand at any of these; absent means all. */
  readonly statuses?: readonly string[];
  /** >= 1; absent means all. */
  readonly limit?: number;
  /** How many of the newest to pass over, >= 0; default 0. */
  readonly offset?: number;
}

/** Named JSON documents, part of the store: a method that returned has made its change durable, and throws a StoreError when it cannot. */
export interface DocumentStore {
  /** Adds it and the messages that tell of it; false, and nothing changed, when its kind has one of that id. */
  addDocument(document: StoredDocument, messages?: readonly NewMessage[]): Promise<boolean>;
  /**
   * Puts it in the place of the one of its kind and id, whose createdAtMs stays.
   * @param where changes it only while it stands at one of these statuses, so that what has ended stays as it ended.
   * @returns false, and nothing changed, when there is none, or it stands elsewhere.
   */
  replaceDocument(document: StoredDocument, where?: { readonly statuses: readonly string[] }): Promise<boolean>;
  findDocument(kind: DocumentKind, id: string): Promise<StoredDocument | undefined>;
  /** Newest first by createdAtMs, those of one moment by id in descending order. */
  listDocuments(kind: DocumentKind, filter?: DocumentFilter): Promise<readonly DocumentHead[]>;
  /** False when there was none. */
  deleteDocument(kind: DocumentKind, id: string): Promise<boolean>;
}
