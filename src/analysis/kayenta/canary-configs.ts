import { NotFoundError } from '../../errors.ts';
import type { KayentaCanaryConfig } from '../../kayenta/canary-config.ts';
import { parseCanaryConfig } from '../../kayenta/parse-canary-config.ts';
import { KayentaRefusal } from '../../kayenta/refusal.ts';
import type { KeyedMutex } from '../keyed-mutex.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentHead, DocumentStore } from '../ports/document-store.ts';
import { isoInstant } from './iso-instant.ts';

const KIND = 'canary-config';
/** Of Date. */
const LAST_INSTANT_MS = 8.64e15;

/** The canary configs of Kayenta's clients. Those of a file are none of them. */
export interface CanaryConfigs {
  /** Newest first; those of one of these applications, or all. */
  list(applications?: readonly string[]): Promise<readonly DocumentHead[]>;
  /** @throws {NotFoundError} */
  find(id: string): Promise<KayentaCanaryConfig>;
  /** The id of the new config. @throws {KayentaRefusal} the config is none that Kayenta would keep, or its id or name is taken. */
  create(json: unknown): Promise<string>;
  /** @throws {KayentaRefusal} as create does, or there is no config of that id. */
  update(id: string, json: unknown): Promise<void>;
  /** @throws {NotFoundError} */
  remove(id: string): Promise<void>;
}

export interface CanaryConfigDeps {
  readonly store: DocumentStore;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly mutex: KeyedMutex;
}

export function createCanaryConfigs({ store, clock, newId, mutex }: CanaryConfigDeps): CanaryConfigs {
  // Names are unique within their applications, which no index can say: changes come one after another.
  const alone = <T>(work: () => Promise<T>): Promise<T> => mutex('kayenta canary configs', work);
  const save = async (config: KayentaCanaryConfig, id: string, { createdAtMs }: { readonly createdAtMs?: number }): Promise<void> => {
    const nowMs = clock.now();
    const isNew = createdAtMs === undefined;
    const created = createdAtMs ?? config.createdTimestamp ?? nowMs;
    const updated = isNew ? (config.updatedTimestamp ?? nowMs) : nowMs;
    if (![created, updated].every((ms) => Math.abs(ms) <= LAST_INSTANT_MS))
      throw new KayentaRefusal(`Canary config '${id}' has a time that is none: ${created}, ${updated}.`);
    const times = {
      createdTimestamp: created,
      createdTimestampIso: isoInstant(created),
      updatedTimestamp: updated,
      updatedTimestampIso: isoInstant(updated),
    };
    const { name, applications } = config;
    const document = {
      kind: KIND,
      id,
      name,
      applications,
      createdAtMs: created,
      updatedAtMs: updated,
      body: { ...config, ...times, id },
    } as const;
    const isKept = isNew ? await store.addDocument(document) : await store.replaceDocument(document);
    if (!isKept) throw new KayentaRefusal(isNew ? `Canary config '${id}' already exists.` : `Canary config '${id}' does not exist.`);
  };
  const checkName = async ({ name, applications }: KayentaCanaryConfig, id: string): Promise<void> => {
    const others = await store.listDocuments(KIND, { applications });
    const clash = others.find((other) => other.name === name && other.id !== id);
    if (clash === undefined) return;
    throw new KayentaRefusal(
      `Canary config with name '${name}' already exists in the scope of applications [${clash.applications.join(', ')}].`,
    );
  };

  return {
    list: (applications) => store.listDocuments(KIND, applications === undefined ? {} : { applications }),
    async find(id) {
      const found = await store.findDocument(KIND, id);
      if (found === undefined) throw new NotFoundError('canary config', id);
      return found.body as KayentaCanaryConfig;
    },
    async create(json) {
      const config = parseCanaryConfig(json);
      const id = config.id ?? newId();
      checkId(id);
      await alone(async () => {
        if ((await store.findDocument(KIND, id)) !== undefined) throw new KayentaRefusal(`Canary config '${id}' already exists.`);
        await checkName(config, id);
        await save(config, id, {});
      });
      return id;
    },
    async update(id, json) {
      const config = parseCanaryConfig(json);
      await alone(async () => {
        const before = await store.findDocument(KIND, id);
        if (before === undefined) throw new KayentaRefusal(`Canary config '${id}' does not exist.`);
        await checkName(config, id);
        await save(config, id, before);
      });
    },
    async remove(id) {
      if (!(await store.deleteDocument(KIND, id))) throw new NotFoundError('canary config', id);
    },
  };
}

/** An id is a part of an address. */
function checkId(id: string): void {
  if (!/^[A-Za-z0-9._-]{1,128}$/.test(id))
    throw new KayentaRefusal(`Canary config cannot have the id ${JSON.stringify(id.slice(0, 80))}: letters, digits, dots, - and _ only.`);
}
