import fc from 'fast-check';
import { hostileBody, hostileText, hostileValue, spoilt } from './hostile.ts';
import { fitting, fittingNamed, inlined, type Known, type Schema } from './schema-arbitrary.ts';

interface Media {
  readonly schema?: Schema;
  readonly example?: unknown;
}
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface FuzzRequest {
  readonly intent: 'valid' | 'nearly valid' | 'hostile';
  /** As in the document, `POST /analyses/{id}/looks`. */
  readonly route: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: string;
}

/** Names that lead to something: what the fuzzed server made of late, its config and its source, queries it understands. */
const id = fc.integer({ min: 0, max: 30 }).map((ago) => `recent-${ago}`);
const version = fc.constantFrom('v1', 'v2', 'slow', 'fail', '1.2.3');
const scope = fc.record({ version });
const scopeText = version.map((value) => [`version=${value}`]);
const account = fc.constant('prometheus');
const KNOWN: Known = {
  'id:string': id,
  'analysis:string': id,
  'name:string': fc.constant('shop'),
  'config:string': fc.constant('shop'),
  'control:object': scope,
  'candidate:object': scope,
  'candidate:string': fc.constant('candidate'),
  'candidates:object': fc.constantFrom(
    { blue: { version: 'v2' }, green: { version: 'slow' } },
    { blue: { version: 'v2' }, green: { version: 'v2' } },
  ),
  'control:array': scopeText,
  'candidate:array': scopeText,
  'key:string': fc.constantFrom('release-1', 'release-2'),
  'maxAge:string': fc.constantFrom('0s', '30s', '5m'),
  'metadata:object': version.map((one) => ({ config: 'shop', 'control.version': 'v1', 'candidate.version': one })),
  'query:string': fc.oneof(
    id.map((one) => `serinus_score{analysis="${one}"}`),
    version.map((one) => `serinus_score{config="shop",control_version="v1",candidate_version="${one}"}`),
    fc.constant('vector(1)'),
  ),
  'metricsAccountName:string': account,
};

/** Requests to every operation of a document, each as often as any other: a third of each as the document wants it, the rest less so. */
export function requestsOf(document: OpenApi, more: Known = {}): fc.Arbitrary<FuzzRequest> {
  const known = { ...KNOWN, ...more };
  const all = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) =>
      requestsTo(`${method.toUpperCase()} ${path}`, operation, { components: document.components.schemas, known }),
    ),
  );
  return fc.oneof(...all);
}

function requestsTo(
  route: string,
  operation: Operation,
  { components, known }: { readonly components: OpenApi['components']['schemas']; readonly known: Known },
): fc.Arbitrary<FuzzRequest> {
  const [method, path] = route.split(' ') as [FuzzRequest['method'], string];
  const { parameters = [] } = operation;
  const parts = (place: string) => parameters.filter((one) => one.in === place);
  const query = someOf(
    Object.fromEntries(parts('query').map(({ name, schema }) => [name, fittingNamed(name, inlined(components, schema), known)])),
    parts('query').flatMap(({ name, required }) => (required ? [name] : [])),
  );
  const address = fc.tuple(...parts('path').map(({ name, schema }) => fittingNamed(name, inlined(components, schema), known).map(String)));
  const media = Object.entries(operation.requestBody?.content ?? {})[0];
  const wanted = media && fitting(inlined(components, media[1].schema), known);
  const shown = media && (media[1].example ?? (media[1].schema?.examples as readonly unknown[] | undefined)?.[0]);
  const body = shown === undefined ? wanted : wanted && fc.oneof(fc.constant(shown), wanted);

  const names = parts('path').map(({ name }) => name);
  const request = (intent: FuzzRequest['intent'], { values, search, payload, type = 'application/json' }: Filling): FuzzRequest => ({
    ...{ intent, route, method },
    url: names.reduce((url, name, i) => url.replace(`{${name}}`, segmentOf(values[i]!)), path) + (search === '' ? '' : `?${search}`),
    headers: payload === undefined ? {} : { 'content-type': type },
    ...(payload !== undefined && { payload }),
  });
  const type = media?.[0] === LINES ? { type: LINES } : {};
  const jsonOf = (value: unknown) =>
    value === undefined ? {} : { payload: typeof value === 'string' && media?.[0] === LINES ? value : JSON.stringify(value), ...type };

  const valid = fc
    .tuple(address, query, body ?? fc.constant(undefined))
    .map(([values, search, value]) => request('valid', { values, search: searchOf(search), ...jsonOf(value) }));
  const nearlyValid = fc
    .tuple(
      fc.tuple(...names.map((name) => fc.oneof(known[`${name}:string`] ?? id, hostileText).map(String))),
      query.chain((one) => fc.oneof(fc.constant(one), spoilt(one))),
      body ? body.chain(spoilt) : fc.constant(undefined),
    )
    .map(([values, search, value]) => request('nearly valid', { values, search: searchOf(search), ...jsonOf(value) }));
  const hostile = fc
    .record({
      values: fc.oneof(address, fc.tuple(...names.map(() => hostileText))) as fc.Arbitrary<readonly string[]>,
      search: fc.oneof(fc.constant(''), rawSearch, query.map(searchOf)),
      // A body that is no part of the method is still one that somebody sends.
      payload: fc.option(hostileBody, { nil: undefined }),
      type: fc.constantFrom(...TYPES),
    })
    .map((filling) => request('hostile', filling));
  return fc.oneof(valid, nearlyValid, hostile);
}

interface Filling {
  readonly values: readonly string[];
  readonly search: string;
  readonly payload?: string | undefined;
  readonly type?: string;
}

const LINES = 'application/x-ndjson';
const TYPES = [
  LINES,
  ...['application/json', 'application/json; charset=utf-16', 'application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data'],
  ...['', 'a/b'],
];

/** Mostly few of the optional ones: all at once contradict one another. */
function someOf(model: Readonly<Record<string, fc.Arbitrary<unknown>>>, required: readonly string[]): fc.Arbitrary<object> {
  const optional = Object.keys(model).filter((name) => !required.includes(name));
  return fc
    .tuple(
      fc.record(model),
      fc.oneof(
        fc.subarray(optional, { maxLength: Math.min(3, optional.length) }),
        fc.constant(optional.slice(0, 1)),
        fc.subarray(optional),
      ),
    )
    .map(([all, chosen]) => Object.fromEntries([...required, ...chosen].map((name) => [name, (all as Record<string, unknown>)[name]])));
}

/** One part of a path. Nothing, `.` and `..` would be another path. */
function segmentOf(text: string): string {
  return /^\.{0,2}$/.test(text) ? '%20' : encodeURIComponent(text.toWellFormed());
}

/** A query string as nobody would write it. */
const rawSearch = fc.oneof(
  fc.constantFrom(
    '%',
    '%zz=%',
    'a=1&a=2',
    'limit=1&limit=2',
    '=',
    '&',
    '&&=&',
    'limit=',
    '__proto__=1',
    'a[b]=1',
    '%00=%00',
    'x'.repeat(3000),
  ),
  fc.tuple(hostileText, hostileText).map(([name, value]) => searchOf({ [name]: value })),
  hostileValue.map((value) => searchOf({ limit: value, cursor: value, form: value, query: value })),
);

/** Objects as forms are; lists as repeated names. */
function searchOf(query: unknown): string {
  const search = new URLSearchParams();
  if (typeof query !== 'object' || query === null) return encodeURIComponent(String(query).toWellFormed());
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value.flat(3) : [value]) search.append(name, textOf(one));
  return search.toString();
}

const textOf = (value: unknown): string => {
  if (typeof value === 'number' && Number.isFinite(value)) return String(Number(value.toFixed(2)));
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 5000);
};

/** The request with the ids of what the server made lately. */
export function withIds(request: FuzzRequest, lastId: number): FuzzRequest {
  const filled = (text: string): string => text.replace(/recent-(\d+)/g, (_, ago) => `id-${Math.max(1, lastId - Number(ago))}`);
  return { ...request, url: filled(request.url), ...(request.payload !== undefined && { payload: filled(request.payload) }) };
}
