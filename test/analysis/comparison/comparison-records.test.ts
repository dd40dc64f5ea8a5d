import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveConfig } from '../../../src/analysis/config/resolve-config.ts';
import { fetchRecords } from '../../../src/analysis/fetch-records.ts';
import type { StepTally } from '../../../src/comparison/tally.ts';
import { NotFoundError } from '../../../src/errors.ts';
import type { ConfigDocument } from '../../../src/model/config-document.ts';
import type { PairData } from '../../../src/model/metric-data.ts';
import type { MetricRecord } from '../../../src/model/metric-record.ts';
import { logBin } from '../../../src/stats/log-bins.ts';
import { type AnyDocument, stubJudges } from '../../support/config-document.ts';
import { comparatorTally, divergences, stepTally, talliedPairs } from './tallied-pairs.ts';

const MINUTE = 60_000;
const T0 = 100 * MINUTE;
/** Evaluation times at the ends of the first three minutes. */
const window = { startMs: T0 + MINUTE, endMs: T0 + 4 * MINUTE, stepMs: MINUTE };
const nan = Number.NaN;
const bins = (...values: number[]): Record<string, number> => Object.fromEntries(values.map((value) => [logBin(value), 1]));

function configOf(metric: AnyDocument, comparators: AnyDocument = { label: { type: 'classification' } }) {
  const document = {
    apiVersion: 'serinus.dev/v1',
    kind: 'CanaryAnalysis',
    metadata: { name: 'fraud' },
    spec: {
      variables: { version: {} },
      comparison: { candidate: 'fraud-${version}', segment: 'locale', comparators },
      metrics: [{ name: 'it', kind: 'comparison', ...metric }],
    },
  };
  return resolveConfig(document as unknown as ConfigDocument, stubJudges);
}

async function recordsOf(
  metric: AnyDocument,
  tallies: readonly (Partial<StepTally> | undefined)[],
  more: Partial<Parameters<typeof fetchRecords>[0]> = {},
): Promise<readonly MetricRecord[]> {
  const steps = tallies.flatMap((tally, i) => (tally ? [{ startMs: T0 + i * MINUTE, lengthMs: MINUTE, tally: stepTally(tally) }] : []));
  return fetchRecords({
    config: configOf(metric),
    scopes: { control: {}, candidate: { version: 'v2' } },
    window,
    source: new NotFoundError('source', 'prometheus'),
    pairs: talliedPairs({ steps }),
    signal: new AbortController().signal,
    ...more,
  });
}

async function dataOf(metric: AnyDocument, tallies: readonly (Partial<StepTally> | undefined)[]): Promise<PairData> {
  const [record] = await recordsOf(metric, tallies);
  assert.equal(record!.outcome.kind, 'data', JSON.stringify(record!.outcome));
  return (record!.outcome as { readonly data: PairData }).data;
}

const ratio = (data: PairData, side: 'control' | 'candidate'): [number[], number[]] => {
  assert.equal(data.kind, 'ratio');
  const { bad, total } = (data as PairData<'ratio'>)[side];
  return [[...bad], [...total]];
};

describe('what a metric of kind comparison is judged by', () => {
  it('divergence: the divergent pairs of all, step by step; a step without pairs has no sample', async () => {
    const data = await dataOf({}, [divergences(100, 3), undefined, divergences(50, 0)]);
    assert.deepEqual(ratio(data, 'candidate'), [
      [3, nan, 0],
      [100, nan, 50],
    ]);
    assert.deepEqual(ratio(data, 'control'), [
      [nan, nan, nan],
      [nan, nan, nan],
    ]);
  });

  it('divergence beside a second control: of the pairs whose noise is known alone', async () => {
    const known = divergences(100, 30, { withNoise: 40, divergentWithNoise: 5, noisy: 4 });
    const data = await dataOf({}, [known, divergences(100, 30), known]);
    assert.deepEqual(ratio(data, 'candidate'), [
      [5, 30, 5],
      [40, 100, 40],
    ]);
    assert.deepEqual(ratio(data, 'control'), [
      [4, nan, 4],
      [40, nan, 40],
    ]);
  });

  it('divergence of one comparator, and of one segment', async () => {
    const tally = {
      ...divergences(100, 9),
      comparators: { label: comparatorTally(divergences(90, 8)) },
      segments: { de: divergences(10, 2), fr: divergences(5, 1) },
    };
    assert.deepEqual(ratio(await dataOf({ comparator: 'label' }, [tally]), 'candidate')[0], [8, nan, nan]);
    assert.deepEqual(ratio(await dataOf({ segment: 'de' }, [tally]), 'candidate')[1], [10, nan, nan]);
    assert.deepEqual(ratio(await dataOf({ segment: 'constructor' }, [tally]), 'candidate')[1], [nan, nan, nan]);
  });

  it('divergence by segment: a record for each, also of one that comes late', async () => {
    const records = await recordsOf({ bySegment: true }, [
      { segments: { de: divergences(10, 2) } },
      { segments: { fr: divergences(5, 1) } },
    ]);
    assert.deepEqual(
      records.map(({ labels, outcome }) => [labels, ratio((outcome as { data: PairData }).data, 'candidate')[1]]),
      [
        [{ segment: 'de' }, [10, nan, nan]],
        [{ segment: 'fr' }, [nan, 5, nan]],
      ],
    );
    assert.equal((await recordsOf({ bySegment: true }, [])).length, 1);
  });

  it('errors: those that could not be compared for the candidate, of all', async () => {
    const data = await dataOf({ measure: 'errors' }, [
      { ...divergences(97, 0), errors: { ZERO_VECTOR: 3, NOT_THERE: 2, SECOND_CONTROL_ZERO_VECTOR: 5 } },
    ]);
    assert.deepEqual(ratio(data, 'candidate'), [
      [3, nan, nan],
      [100, nan, nan],
    ]);
  });

  it('unmatched: what the candidate never answered, beside what the control never answered', async () => {
    const data = await dataOf({ measure: 'unmatched' }, [{ ...divergences(90, 0), unmatched: { control: 10, candidate: 2 } }]);
    assert.deepEqual(ratio(data, 'candidate'), [
      [10, nan, nan],
      [100, nan, nan],
    ]);
    assert.deepEqual(ratio(data, 'control'), [
      [2, nan, nan],
      [92, nan, nan],
    ]);
  });

  it('similarity: a quantile of each step, beside that of the second control or 1', async () => {
    const of = (distance: Record<string, number>, noiseDistance = {}) => ({
      comparators: { label: comparatorTally({ distance, noiseDistance }) },
    });
    const alone = (await dataOf({ measure: 'similarity', quantile: 0.5 }, [of(bins(0.2)), undefined, of(bins(0))])) as PairData<'gauge'>;
    assert.ok(Math.abs(alone.candidate.values[0]! - 0.8) < 0.025 * 0.2);
    assert.deepEqual([...alone.candidate.values.slice(1)], [nan, 1]);
    assert.deepEqual([...alone.control.values], [1, nan, 1]);
    const beside = (await dataOf({ measure: 'similarity' }, [of(bins(0.2), bins(0.1))])) as PairData<'gauge'>;
    assert.ok(Math.abs(beside.control.values[0]! - 0.9) < 0.025 * 0.1);
  });

  it('latency: histograms of both sides with the same buckets, every number in the bucket that holds it', async () => {
    const data = (await dataOf({ measure: 'latency' }, [
      { latencyMs: { control: bins(10, 20), candidate: bins(15, 400) } },
      undefined,
      { latencyMs: { control: bins(12), candidate: {} } },
    ])) as PairData<'histogram'>;
    const { bounds, counts } = data.candidate;
    assert.deepEqual([...bounds], [...data.control.bounds]);
    assert.equal(bounds.at(-1), Infinity);
    for (const value of [15, 400]) {
      const bucket = bounds.findIndex((bound) => value <= bound);
      assert.equal(counts[bucket]![0], 1, `${value}`);
    }
    assert.equal(
      counts.reduce((sum, bucket) => sum + bucket[0]!, 0),
      2,
    );
    assert.ok(counts.every((bucket) => Number.isNaN(bucket[1]!) && Number.isNaN(bucket[2]!)));
    assert.ok(
      [...bounds].slice(1, -1).every((bound, i) => Math.abs(bound / bounds[i]! - 1.1025) < 1e-9),
      'two bins of 5 % a bucket',
    );
  });

  it('score: the means of both sides, or their histograms for a judge of these', async () => {
    const tally = { comparators: { label: comparatorTally({ scores: { toxicity: { control: bins(0.1), candidate: bins(0.2, 0.4) } } }) } };
    const mean = (await dataOf({ measure: 'score', score: 'toxicity' }, [tally])) as PairData<'gauge'>;
    assert.ok(Math.abs(mean.candidate.values[0]! - 0.3) < 0.01 && Math.abs(mean.control.values[0]! - 0.1) < 0.0025);
    assert.equal((await dataOf({ measure: 'score', score: 'toxicity', judge: 'drift' }, [tally])).kind, 'histogram');
    const other = (await dataOf({ measure: 'score', score: 'other' }, [tally])) as PairData<'gauge'>;
    assert.deepEqual([...other.candidate.values], [nan, nan, nan]);
  });

  it('reviewed: where the other side was better, of what is no noise, at the time of the pair', async () => {
    const at = (minute: number, mark: string) => ({ atMs: T0 + minute * MINUTE + 5000, mark }) as never;
    const pairs = talliedPairs({
      steps: [],
      marks: [at(0, 'control-better'), at(0, 'both-fine'), at(0, 'noise'), at(2, 'candidate-better'), at(3, 'control-better')],
    });
    const [record] = await recordsOf({ measure: 'reviewed' }, [], { pairs });
    const { data } = record!.outcome as { readonly data: PairData };
    assert.deepEqual(ratio(data, 'candidate'), [
      [1, nan, 0],
      [2, nan, 1],
    ]);
    assert.deepEqual(ratio(data, 'control'), [
      [0, nan, 1],
      [2, nan, 1],
    ]);
  });
});

describe('the pairs a look sees', () => {
  const steps = (...startsMs: number[]) =>
    startsMs.map((startMs, i) => ({ startMs, lengthMs: MINUTE, tally: stepTally(divergences(10 + i, 0)) }));

  it('are those from the first step on, up to the latest evaluation time', async () => {
    const pairs = talliedPairs({ steps: steps(T0 - MINUTE, T0, T0 + MINUTE, T0 + 2 * MINUTE, T0 + 3 * MINUTE) });
    const [record] = await recordsOf({}, [], { pairs });
    assert.deepEqual(ratio((record!.outcome as { data: PairData }).data, 'candidate')[1], [11, 12, 13]);
    assert.deepEqual([...new Set(pairs.asked)], ['fraud-v2']);
    assert.match(record!.queries.candidate.total!, /^pairs, of fraud-v2 under fraud$/);
  });

  it('of shorter tallies are added up to the step that they end in', async () => {
    const half = MINUTE / 2;
    const halves = [0, 1, 2].map((i) => ({ startMs: T0 + i * half, lengthMs: half, tally: stepTally(divergences(10, 1)) }));
    const [record] = await recordsOf({}, [], { pairs: talliedPairs({ steps: halves }) });
    assert.deepEqual(ratio((record!.outcome as { data: PairData }).data, 'candidate')[1], [20, 10, nan]);
  });

  it('are said to be none when none has come, and under which name', async () => {
    const [record] = await recordsOf({}, []);
    assert.deepEqual(record!.warnings, ['no pair of fraud-v2 has come in under fraud since the analysis began']);
    assert.deepEqual((await recordsOf({}, [divergences(1, 0)]))[0]!.warnings, []);
  });

  it('cannot be had where no server takes them in: an error of the metric, never a pass', async () => {
    const [record] = await recordsOf({}, [], { pairs: undefined });
    assert.equal(record!.outcome.kind === 'failure' && record!.outcome.code, 'NO_PAIRS');
  });

  it('count towards the limits of a look', async () => {
    const [record] = await recordsOf({}, [divergences(1, 0)], { limits: { metrics: 9, series: 3, points: 1000 } });
    assert.equal(record!.outcome.kind === 'failure' && record!.outcome.code, 'LIMIT_EXCEEDED');
  });

  it('of a cancelled look are no data', async () => {
    const abort = new AbortController();
    abort.abort(new Error('shutting down'));
    await assert.rejects(recordsOf({}, [], { signal: abort.signal }), /shutting down/);
  });
});
