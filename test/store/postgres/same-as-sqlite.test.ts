import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { DocumentKind } from '../../../src/analysis/ports/document-store.ts';
import { type HalfSide, MARKS, type SampleFilter } from '../../../src/analysis/ports/pair-store.ts';
import type { Store } from '../../../src/analysis/ports/store.ts';
import { SerinusError } from '../../../src/errors.ts';
import type { Json } from '../../../src/model/json.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { missing } from '../../support/debian.ts';
import { anyRecords, bitsOf } from '../arbitrary-records.ts';
import { HOUR_MS, STREAM, sampleBatch, sampleDetail, sampleHalf, sampleSample, sampleStep } from '../pair-samples.ts';
import { gaugeRecord, STEP_MS, sampleAnalysis, sampleLook, sampleProfile, sampleProgress, seededValues, T0 } from '../samples.ts';
import { temporaryServer } from './temporary-server.ts';

/** Something asked of a store; what it answers is compared. */
type Ask = (store: Store) => Promise<unknown>;

const STEPS = fc.integer({ min: 0, max: 8 });
const moment = STEPS.map((n) => T0 + n * STEP_MS);
const id = fc.constantFrom('a', 'B', 'é');
const status = fc.constantFrom('running', 'succeeded', 'terminal');
const kind = fc.constantFrom<DocumentKind>('canary-config', 'canary-execution');
const channel = fc.constantFrom('chat', 'hook', 'Z');
const text = fc.constantFrom('plain', 'a\0b', '\uFDD0', 'naïve 🙂', '');
const verdict = fc.constantFrom('promote', 'continue', 'continue', 'rollback');
const some = <T>(of: fc.Arbitrary<T>) => fc.array(of, { maxLength: 3 });

const message = fc.record({
  ...{
    id: fc.constantFrom('1', '2', '3', '10'),
    channel,
    kind: fc.constantFrom<'change' | 'look'>('change', 'look'),
    body: fc.jsonValue().map((value) => value as Json),
  },
  createdAtMs: moment,
});
/** Grown series, which share their chunks, and any others. */
const records = fc.oneof(
  fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 200 })).map(([seed, length]) => {
    const values = seededValues(seed, length);
    return [gaugeRecord('latency', values, values)];
  }),
  anyRecords,
);
const document = fc
  .record({
    kind,
    id,
    status: fc.option(status),
    name: fc.option(text),
    applications: some(text),
    createdAtMs: moment,
    updatedAtMs: moment,
    body: fc.jsonValue(),
  })
  .map(({ status: at, name, ...rest }) => ({ ...rest, ...(at !== null && { status: at }), ...(name !== null && { name }) }));

const asks: readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Ask> }[] = [
  {
    weight: 4,
    arbitrary: fc
      .tuple(id, id, fc.constantFrom('checkout', 'search'), moment, text)
      // One id is one key, as ids that nobody guesses are.
      .map(
        ([own, version, configName, createdAtMs, reason]) =>
          (store) =>
            store.createAnalysis(
              sampleAnalysis(own, { configName, createdAtMs, reason, control: { version }, nextSlotMs: createdAtMs + STEP_MS }),
            ),
      ),
  },
  {
    weight: 8,
    arbitrary: fc
      // As a rule the next look of an analysis that goes on; else one that was made already, or that comes too early.
      .tuple(id, fc.constantFrom(1, 1, 1, 1, 0, 2), verdict, fc.integer({ min: 0, max: 9 }), records, some(message))
      .map(([own, ahead, says, last, judged, messages]) => async (store) => {
        const looks = (await store.findAnalysis(own))?.looks ?? 0;
        const look = sampleLook(own, Math.max(1, looks + ahead), { verdict: says, final: last === 0 });
        return store.saveLook(look, judged, sampleProgress(look), messages);
      }),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(id, text, moment, some(message)).map(
      ([own, reason, endedAtMs, messages]) =>
        (store) =>
          store.endAnalysis(own, { status: 'cancelled', reason, endedAtMs }, messages),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(channel, moment, fc.integer({ min: 1, max: 4 })).map(
      ([of, nowMs, limit]) =>
        (store) =>
          store.takeMessages(of, { nowMs, leaseMs: STEP_MS, limit }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(channel, some(message)).map(
      ([of, them]) =>
        (store) =>
          store.removeMessages(
            of,
            them.map((one) => one.id),
          ),
    ),
  },
  {
    weight: 1,
    // Each once: which of two moments counts is nowhere said.
    arbitrary: fc
      .tuple(
        channel,
        fc.uniqueArray(fc.record({ id: fc.constantFrom('1', '2', '9'), nextAttemptMs: moment }), { selector: (one) => one.id }),
      )
      .map(
        ([of, when]) =>
          (store) =>
            store.putOffMessages(of, when),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(some(channel), moment).map(
      ([channelsBut, createdBeforeMs]) =>
        (store) =>
          store.discardMessages({ channelsBut, createdBeforeMs }),
    ),
  },
  { weight: 3, arbitrary: document.map((one) => (store) => store.addDocument(one)) },
  {
    weight: 2,
    arbitrary: fc.tuple(document, fc.option(some(status))).map(
      ([one, statuses]) =>
        (store) =>
          store.replaceDocument(one, statuses === null ? undefined : { statuses }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(kind, id).map(
      ([of, own]) =>
        (store) =>
          store.deleteDocument(of, own),
    ),
  },
  {
    weight: 3,
    arbitrary: fc
      .record(
        {
          applications: some(text),
          statuses: some(status),
          limit: fc.integer({ min: -1, max: 3 }),
          offset: fc.integer({ min: -1, max: 2 }),
        },
        { requiredKeys: [] },
      )
      .chain((filter) => kind.map((of) => (store: Store) => store.listDocuments(of, filter))),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(id, moment, fc.integer({ min: 1, max: 9 })).map(
      ([metric, fittedAtMs, n]) =>
        (store) =>
          store.saveNoiseProfile('checkout', sampleProfile({ metric, fittedAtMs, n })),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(moment, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 })).map(
      ([beforeMs, perAnalysis, limit]) =>
        (store) =>
          store.removeLooks({ beforeMs, perAnalysis }, { limit }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(moment, fc.integer({ min: 1, max: 4 })).map(
      ([beforeMs, limit]) =>
        (store) =>
          store.removeSeries({ beforeMs, limit }),
    ),
  },
];

/** Pairs of two streams, of few ids, so that they meet. */
const pairIds = fc.uniqueArray(fc.constantFrom('1', '2', '3', 'é', 'a\0b', '\uFDD0', '10', '11', '12'), { minLength: 1, maxLength: 4 });
const anyStream = fc.constantFrom(STREAM, { ...STREAM, candidate: 'naïve 🙂' }, { config: 'search', candidate: 'v2' });
const mark = fc.constantFrom(...MARKS);
const sample = fc.record({
  atMs: moment,
  isDivergent: fc.boolean(),
  similarity: fc.constantFrom(null, -1, 0, 1 / 3, 1),
  segment: fc.option(text),
});
const pairAsks: typeof asks = [
  {
    weight: 6,
    arbitrary: fc.tuple(anyStream, pairIds, STEPS, fc.array(sample, { maxLength: 3 })).map(([of, ids, step, samples]) => (store: Store) => {
      const kept = samples.map((changes, i) => sampleSample(ids[i % ids.length]!, changes));
      const tallies = { steps: [sampleStep(step, ids.length)], details: [sampleDetail(step, ids.length)] };
      return store.savePairs(sampleBatch(ids, { stream: of, ...tallies, samples: kept }));
    }),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(anyStream, fc.array(fc.tuple(pairIds, fc.constantFrom<HalfSide>('control', 'candidate'), moment), { maxLength: 3 }))
      .map(([of, halves]) => (store: Store) => {
        const each = halves.flatMap(([ids, side, arrivedAtMs]) => ids.map((one) => sampleHalf(one, side, { arrivedAtMs })));
        return store.keepHalves(of, each);
      }),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(anyStream, pairIds, mark, fc.option(text), moment).map(
      ([of, [one], says, note, markedAtMs]) =>
        (store: Store) =>
          store.reviewSample(of, one!, { mark: says, markedAtMs, ...(note !== null && { note, by: note }) }),
    ),
  },
  {
    weight: 1,
    // What is known of ids goes in lots of another size in each.
    arbitrary: fc.tuple(moment, moment, fc.integer({ min: 1, max: 3 })).map(
      ([talliesBeforeMs, samplesBeforeMs, limit]) =>
        (store: Store) =>
          store.removePairs({ talliesBeforeMs, samplesBeforeMs, idsBeforeMs: 0, limit }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .record(
        {
          ...{
            fromMs: moment,
            toMs: moment,
            isDivergent: fc.boolean(),
            mark: fc.oneof(mark, fc.constantFrom('none', 'any')),
            segment: text,
          },
          order: fc.constantFrom('newest', 'least-similar'),
        },
        { requiredKeys: [] },
      )
      .chain((filter) =>
        fc.tuple(anyStream, fc.integer({ min: 0, max: 3 })).map(
          ([of, limit]) =>
            (store: Store) =>
              store.listSamples(of, { ...(filter as Partial<SampleFilter>), limit }),
        ),
      ),
  },
];

/** Everything that can be seen of a store's pairs. */
async function pairContents(store: Store): Promise<unknown> {
  const [fromMs, toMs] = [T0 + STEP_MS, T0 + 100 * HOUR_MS];
  const seen: unknown[] = [];
  for (const config of ['checkout', 'search', 'none']) {
    seen.push(await store.listStreams({ config, fromMs, toMs }));
    for (const limit of [1, 2, 100]) seen.push(await store.waitingHalves({ config, arrivedBeforeMs: T0 + 3 * STEP_MS, limit }));
    seen.push(await store.waitingHalves({ config, arrivedBeforeMs: toMs, limit: 3, only: 'complete' }));
  }
  for (const stream of [STREAM, { ...STREAM, candidate: 'naïve 🙂' }, { config: 'search', candidate: 'v2' }]) {
    seen.push(await store.findSteps(stream, fromMs, toMs), await store.findDetails(stream, fromMs, toMs));
    seen.push(await store.countSamples(stream, fromMs, toMs), await store.listMarks(stream, fromMs, toMs));
    seen.push(await store.findHalves(stream, ['12', '1', 'é', 'a\0b', '2']));
    for (const order of ['newest', 'least-similar'] as const) {
      let cursor: string | undefined;
      do {
        const page = await store.listSamples(stream, { order, limit: 2, ...(cursor !== undefined && { cursor }) });
        seen.push(page);
        cursor = page.nextCursor;
      } while (cursor !== undefined);
    }
  }
  return seen;
}

/** Everything that can be seen of a store, pages of one and of many. */
async function contents(store: Store): Promise<unknown> {
  const seen: unknown[] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await store.listAnalyses({ limit: 1, ...(cursor === undefined ? {} : { cursor }) });
    cursor = nextCursor;
    for (const analysis of items) {
      const looks = (await store.listLooks(analysis.id, { limit: 100 })).items;
      const latest = await store.findLatestAnalysis(analysis);
      seen.push(analysis, looks, latest?.id, await store.findLook(analysis.id));
      for (const { slotMs } of looks) seen.push(bitsOf(await store.findRecords(analysis.id, slotMs)));
    }
  } while (cursor !== undefined);
  for (const filter of [{ status: 'running' }, { verdict: 'rollback' }, { configName: 'search' }] as const)
    seen.push(await store.listAnalyses({ ...filter, limit: 500 }));
  seen.push(await store.dueAnalyses(T0 + 5 * STEP_MS, 2), await store.outboxDepths(), await store.findNoiseProfiles('checkout'));
  for (const each of ['canary-config', 'canary-execution'] as const)
    for (const head of await store.listDocuments(each)) seen.push(head, await store.findDocument(each, head.id));
  return seen;
}

/** What it answers, or how it refuses. */
const answer = (ask: Ask, store: Store): Promise<unknown> =>
  ask(store).catch((error: unknown) => {
    assert.ok(error instanceof SerinusError, String(error));
    return { code: error.code, message: error.message };
  });

describe('PostgreSQL and SQLite', { skip: missing('postgresql') }, () => {
  const server = temporaryServer();

  const same = async (of: typeof asks, seen: (store: Store) => Promise<unknown>): Promise<void> => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(...of), { minLength: 40, maxLength: 90 }), async (sequence) => {
        const [sqlite, postgres] = [
          await openSqliteStore({ path: ':memory:' }),
          await openPostgresStore({ url: await server.get().newDatabase() }),
        ];
        try {
          for (const ask of sequence) assert.deepEqual(await answer(ask, postgres), await answer(ask, sqlite));
          assert.deepEqual(await seen(postgres), await seen(sqlite));
        } finally {
          await sqlite.close();
          await postgres.close();
        }
      }),
      { seed: 20260105, numRuns: 25 },
    );
  };

  it('answer the same to whatever is asked of them, in whatever order', () => same(asks, contents));
  it('answer the same of pairs', () => same(pairAsks, pairContents));
});
