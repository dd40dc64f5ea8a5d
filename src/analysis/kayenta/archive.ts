import { NotFoundError } from '../../errors.ts';
import { textAt } from '../../kayenta/json-fields.ts';
import { KayentaRefusal } from '../../kayenta/refusal.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentHead, DocumentStore, StoredDocument } from '../ports/document-store.ts';
import type { RequestDocument } from './execution.ts';
import { AD_HOC, UNFINISHED } from './execution-record.ts';

/** Runs that have ended, here or elsewhere. */
export interface Archive {
  /** Newest first. */
  list(): Promise<readonly DocumentHead[]>;
  /** @throws {NotFoundError} there is none, or it has not ended. */
  find(id: string): Promise<RequestDocument>;
  /** @throws {KayentaRefusal} there is one of that id, or the run has not ended. */
  add(id: string, run: RequestDocument): Promise<void>;
  /** @throws {KayentaRefusal} there is none of that id, or one of them has not ended. */
  replace(id: string, run: RequestDocument): Promise<void>;
  /** With its series. @throws {NotFoundError} as find. */
  remove(id: string): Promise<void>;
}

const KIND = 'canary-execution';
/** Orca's words for what is over. */
const ENDED = ['succeeded', 'terminal', 'canceled', 'failed_continue', 'stopped', 'skipped'];

export function createArchive({ store, clock }: { readonly store: DocumentStore; readonly clock: Clock }): Archive {
  const documentOf = (id: string, run: RequestDocument): StoredDocument => {
    const status = textAt(run.status, 'status')?.toLowerCase() ?? '';
    if (!ENDED.includes(status)) throw new KayentaRefusal(`A run of status '${status}' has not ended: ${ENDED.join(', ')} have.`);
    const application = textAt(run.application, 'application') ?? AD_HOC;
    const nowMs = clock.now();
    const body = { ...run, application, pipelineId: id, status, complete: true };
    return { kind: KIND, id, status, applications: [application], createdAtMs: nowMs, updatedAtMs: nowMs, body };
  };
  const find = async (id: string): Promise<StoredDocument> => {
    const found = await store.findDocument(KIND, id);
    if (found === undefined || (UNFINISHED as readonly string[]).includes(found.status ?? ''))
      throw new NotFoundError('ended canary execution', id);
    return found;
  };
  return {
    list: () => store.listDocuments(KIND, { statuses: ENDED }),
    find: async (id) => (await find(id)).body as RequestDocument,
    async add(id, run) {
      if (!(await store.addDocument(documentOf(id, run)))) throw new KayentaRefusal(`Archived canary result '${id}' already exists.`);
    },
    async replace(id, run) {
      if (!(await store.replaceDocument(documentOf(id, run), { statuses: ENDED })))
        throw new KayentaRefusal(`Archived canary result '${id}' does not exist.`);
    },
    async remove(id) {
      await find(id);
      await store.deleteDocument(KIND, id);
      await store.deleteDocument('metric-set-pair-list', id);
    },
  };
}
