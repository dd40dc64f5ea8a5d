import assert from 'node:assert/strict';
import { afterEach, beforeEach, it } from 'node:test';
import type { DocumentFilter, StoredDocument } from '../../../src/analysis/ports/document-store.ts';
import type { Store } from '../../../src/analysis/ports/store.ts';
import { seededValues } from '../samples.ts';

const T0 = Date.UTC(2026, 0, 31);

function documentOf(id: string, changes: Partial<StoredDocument> = {}): StoredDocument {
  return {
    kind: 'canary-execution',
    id,
    name: `name of ${id}`,
    status: 'running',
    applications: ['shop'],
    createdAtMs: T0,
    updatedAtMs: T0,
    body: { values: [0.1 + 0.2, 5e-324, 'NaN', null, true], text: 'ü "\u2028' },
    ...changes,
  };
}

/** A name without a pattern that a compressed index could make short. */
const longText = Array.from(seededValues(3, 5000), (value) => String.fromCharCode(0x21 + (Math.floor(value * 1e6) % 94))).join('');

const headOf = ({ body: _, ...head }: StoredDocument) => head;

/** What any Store must do with the documents of clients. `open` gives an empty one for each test. */
export function documentsContract(open: () => Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  for (const { name, document } of [
    { name: 'in every field', document: documentOf('a.b-c_1', { applications: ['shop', 'cart', 'a"b'] }) },
    { name: 'of no application', document: documentOf('b', { applications: [] }) },
    {
      name: 'of long names',
      document: documentOf('d', { name: 'n'.repeat(9000), applications: [longText, 'shop'] }),
    },
    {
      name: 'without name and status',
      document: {
        kind: 'metric-set-list',
        id: 'c',
        applications: [],
        createdAtMs: T0,
        updatedAtMs: T0 + 1,
        body: [],
      } satisfies StoredDocument,
    },
  ]) {
    it(`finds a document ${name}`, async () => {
      assert.equal(await store.addDocument(document), true);
      assert.deepEqual(await store.findDocument(document.kind, document.id), document);
      assert.deepEqual(await store.listDocuments(document.kind), [headOf(document)]);
      const { applications } = document;
      if (applications.length > 0) assert.deepEqual(await store.listDocuments(document.kind, { applications }), [headOf(document)]);
    });
  }

  it('adds none whose id its kind has, and one that another kind has', async () => {
    const first = documentOf('a');
    assert.equal(await store.addDocument(first), true);
    assert.equal(await store.addDocument(documentOf('a', { body: 'other', applications: ['cart'] })), false);
    assert.deepEqual(await store.findDocument('canary-execution', 'a'), first);
    assert.equal(await store.addDocument(documentOf('a', { kind: 'standalone-analysis' })), true);
    assert.equal(await store.findDocument('canary-config', 'a'), undefined);
  });

  it('replaces a document but for its creation, and none that is not there', async () => {
    assert.equal(await store.replaceDocument(documentOf('a')), false);
    assert.equal(await store.findDocument('canary-execution', 'a'), undefined);
    await store.addDocument(documentOf('a'));
    const later = documentOf('a', { name: 'later', status: 'succeeded', applications: ['cart', 'till'], updatedAtMs: T0 + 5, body: 1 });
    assert.equal(await store.replaceDocument({ ...later, createdAtMs: T0 + 5 }), true);
    assert.deepEqual(await store.findDocument('canary-execution', 'a'), later);
    assert.deepEqual(await store.listDocuments('canary-execution', { applications: ['shop'] }), []);
  });

  it('replaces only what stands where it is asked to', async () => {
    const ended = documentOf('a', { status: 'canceled' });
    await store.addDocument(documentOf('a'));
    const unfinished = { statuses: ['not_started', 'running'] };
    assert.equal(await store.replaceDocument(ended, unfinished), true);
    assert.equal(await store.replaceDocument(documentOf('a', { status: 'succeeded', applications: ['cart'] }), unfinished), false);
    assert.deepEqual(await store.findDocument('canary-execution', 'a'), ended);
    await store.addDocument({ kind: 'canary-execution', id: 'b', applications: [], createdAtMs: T0, updatedAtMs: T0, body: 0 });
    assert.equal(await store.replaceDocument(documentOf('b'), unfinished), false, 'no status is none of them');
  });

  it('gives a document to one of two who add it at a time', async () => {
    const added = await Promise.all([1, 2, 3].map((body) => store.addDocument(documentOf('a', { body }))));
    assert.deepEqual(
      added.filter((isAdded) => isAdded),
      [true],
    );
  });

  it('deletes a document, once', async () => {
    await store.addDocument(documentOf('a'));
    await store.addDocument(documentOf('b'));
    assert.equal(await store.deleteDocument('canary-config', 'a'), false);
    assert.equal(await store.deleteDocument('canary-execution', 'a'), true);
    assert.equal(await store.deleteDocument('canary-execution', 'a'), false);
    assert.deepEqual(
      (await store.listDocuments('canary-execution')).map(({ id }) => id),
      ['b'],
    );
    assert.equal(await store.addDocument(documentOf('a', { applications: ['cart'] })), true);
    assert.deepEqual((await store.findDocument('canary-execution', 'a'))?.applications, ['cart']);
  });

  const listings: readonly { readonly name: string; readonly filter: DocumentFilter; readonly ids: readonly string[] }[] = [
    { name: 'all, newest first, of one moment by id downwards', filter: {}, ids: ['d', 'c', 'b', 'a'] },
    { name: 'those of an application', filter: { applications: ['shop'] }, ids: ['d', 'b', 'a'] },
    { name: 'those of one of some applications, each once', filter: { applications: ['shop', 'cart'] }, ids: ['d', 'c', 'b', 'a'] },
    { name: 'none of an application that is only like it', filter: { applications: ['sho', 'SHOP', '%'] }, ids: [] },
    { name: 'none of no application', filter: { applications: [] }, ids: [] },
    { name: 'those of a status', filter: { statuses: ['succeeded'] }, ids: ['b'] },
    { name: 'those of one of some statuses', filter: { statuses: ['succeeded', 'running'] }, ids: ['d', 'b', 'a'] },
    { name: 'those of an application and a status', filter: { applications: ['cart'], statuses: ['running'] }, ids: ['d'] },
    { name: 'the first page', filter: { limit: 3 }, ids: ['d', 'c', 'b'] },
    { name: 'the page after it', filter: { limit: 3, offset: 3 }, ids: ['a'] },
    { name: 'a page of those of an application', filter: { applications: ['shop'], limit: 1, offset: 1 }, ids: ['b'] },
    { name: 'a page beyond the last', filter: { limit: 3, offset: 30 }, ids: [] },
  ];
  for (const { name, filter, ids } of listings) {
    it(`lists ${name}`, async () => {
      for (const document of [
        documentOf('d', { createdAtMs: T0 + 2, applications: ['shop', 'cart'] }),
        documentOf('a', { createdAtMs: T0 }),
        documentOf('c', { createdAtMs: T0 + 1, applications: ['cart'], status: 'terminal' }),
        documentOf('b', { createdAtMs: T0 + 1, status: 'succeeded' }),
        documentOf('e', { kind: 'canary-config', createdAtMs: T0 + 3 }),
      ])
        await store.addDocument(document);
      const heads = await store.listDocuments('canary-execution', filter);
      assert.deepEqual(
        heads.map(({ id }) => id),
        ids,
      );
    });
  }

  for (const [field, filter] of [
    ['limit', { limit: 0 }],
    ['limit', { limit: -1 }],
    ['limit', { limit: 1.5 }],
    ['offset', { offset: -1 }],
  ] as const) {
    it(`refuses ${JSON.stringify(filter)}`, async () => {
      await assert.rejects(store.listDocuments('canary-config', filter), { code: 'BAD_INPUT', field });
    });
  }
}
