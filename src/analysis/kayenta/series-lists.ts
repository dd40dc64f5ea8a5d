import { NotFoundError } from '../../errors.ts';
import type { MetricSetPair, PairScope } from '../../kayenta/canary.ts';
import { listAt, numberAt, objectAt, recordAt, textAt } from '../../kayenta/json-fields.ts';
import { KayentaRefusal } from '../../kayenta/refusal.ts';
import { type WrittenDouble, writtenDouble } from '../../kayenta/written-result.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentHead, DocumentKind, DocumentStore } from '../ports/document-store.ts';
import type { MetricSet } from './contract.ts';
import { isoInstant } from './iso-instant.ts';

/** Of one side: Prometheus gives no more points of one series. */
const MOST_VALUES = 11_000;

/** Lists of series, or of pairs of them, that clients and runs put; items are in Kayenta's JSON. */
export interface SeriesLists {
  /** Newest first. */
  list(): Promise<readonly DocumentHead[]>;
  /** @throws {NotFoundError} */
  find(id: string): Promise<readonly SeriesItem[]>;
  /** In the place of one of that id, if there is one. */
  put(id: string, items: readonly SeriesItem[]): Promise<void>;
  /** @throws {NotFoundError} */
  remove(id: string): Promise<void>;
}

export type SeriesItem = Readonly<Record<string, unknown>>;

export function createSeriesLists(
  kind: DocumentKind,
  { store, clock }: { readonly store: DocumentStore; readonly clock: Clock },
): SeriesLists {
  const missing = (id: string): NotFoundError => new NotFoundError(kind.replaceAll('-', ' '), id);
  return {
    list: () => store.listDocuments(kind),
    async find(id) {
      const found = await store.findDocument(kind, id);
      if (found === undefined) throw missing(id);
      return found.body as readonly SeriesItem[];
    },
    async put(id, items) {
      const nowMs = clock.now();
      const document = { kind, id, applications: [], createdAtMs: nowMs, updatedAtMs: nowMs, body: items };
      if (!(await store.addDocument(document))) await store.replaceDocument(document);
    },
    async remove(id) {
      if (!(await store.deleteDocument(kind, id))) throw missing(id);
    },
  };
}

/** A pair in Kayenta's JSON. */
export function writtenPair({ name, id, tags, values, scopes, attributes }: MetricSetPair): SeriesItem {
  return {
    name,
    ...(id != null && { id }),
    tags: tags ?? {},
    values: { control: doubles(values.control), experiment: doubles(values.experiment) },
    scopes: { control: writtenScope(scopes?.control), experiment: writtenScope(scopes?.experiment) },
    attributes: { control: attributes?.control ?? {}, experiment: attributes?.experiment ?? {} },
  };
}

/** A series in Kayenta's JSON. */
export function writtenSet({ name, tags, startTimeMillis, endTimeMillis, stepMillis, values, attributes }: MetricSet): SeriesItem {
  const times = { startTimeMillis, startTimeIso: isoInstant(startTimeMillis), endTimeMillis, endTimeIso: isoInstant(endTimeMillis) };
  return { name, tags, ...times, stepMillis, values: doubles(values), attributes };
}

function writtenScope({ startTimeMillis, stepMillis }: PairScope = {}) {
  return {
    ...(startTimeMillis !== undefined && { startTimeIso: isoInstant(startTimeMillis), startTimeMillis }),
    ...(stepMillis !== undefined && { stepMillis }),
  };
}

function doubles(values: readonly number[]): readonly WrittenDouble[] {
  return values.map(writtenDouble);
}

/** A pair as it is judged, of Kayenta's JSON. @throws {KayentaRefusal} it is none. */
export function readPair(json: unknown): MetricSetPair {
  const pair = objectAt(json, 'A pair of metric sets');
  const name = textAt(pair.name, 'name');
  if (name === undefined) throw new KayentaRefusal('A pair of metric sets must have a name.');
  const id = textAt(pair.id, 'id');
  const tags = recordAt(pair.tags, `pair ${name}: tags`, textAt);
  const sides = objectAt(pair.values ?? {}, `pair ${name}: values`);
  const scopes = recordAt(pair.scopes, `pair ${name}: scopes`, (scope, at): PairScope => {
    const { startTimeMillis, stepMillis } = objectAt(scope, at);
    const [startMs, stepMs] = [numberAt(startTimeMillis, `${at}.startTimeMillis`), numberAt(stepMillis, `${at}.stepMillis`)];
    return { ...(startMs !== undefined && { startTimeMillis: startMs }), ...(stepMs !== undefined && { stepMillis: stepMs }) };
  });
  return {
    name,
    ...(id !== undefined && { id }),
    ...(tags && { tags }),
    values: {
      control: valuesAt(sides.control, `pair ${name}: values.control`),
      experiment: valuesAt(sides.experiment, `pair ${name}: values.experiment`),
    },
    ...(scopes && { scopes }),
  };
}

/** A series as it is kept, of Kayenta's JSON. @throws {KayentaRefusal} it is none. */
export function readSet(json: unknown): Pick<MetricSet, 'name' | 'values'> {
  const set = objectAt(json, 'A metric set');
  const name = textAt(set.name, 'name');
  if (name === undefined) throw new KayentaRefusal('A metric set must have a name.');
  return { name, values: valuesAt(set.values, `set ${name}: values`) };
}

function valuesAt(json: unknown, at: string): readonly number[] {
  const list = listAt(json, at) ?? [];
  if (list.length > MOST_VALUES) throw new KayentaRefusal(`${at} are ${list.length}, ${MOST_VALUES} are the most.`);
  return list.map((value, i) => doubleAt(value, `${at}[${i}]`));
}

/** As Jackson writes doubles; what is absent is a step without a sample. */
function doubleAt(value: unknown, at: string): number {
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : (numberAt(value, at) ?? Number.NaN);
}
