import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Type } from 'typebox';

import { defineJudge, type Judge, type JudgeInput } from '../../src/judging/judge.ts';
import { judgeLook } from '../../src/judging/judge-look.ts';
import { judgeRunner } from '../../src/judging/run-judge.ts';
import type { Judgement } from '../../src/model/judgement.ts';
import type { MetricRecord } from '../../src/model/metric-record.ts';
import { configOf, metricOf } from './config-of.ts';

const PASS: Judgement = { classification: 'pass', reason: 'fine', samples: { control: 1, candidate: 1 }, everyLook: true };

function judgeNamed(name: string, judge: (input: JudgeInput) => Judgement): Judge {
  return defineJudge({ name, description: name, kinds: ['gauge'], parameters: Type.Object({}), judge });
}

function recordOf(metric: string, values: readonly number[] = [1, 2], labels = {}): MetricRecord {
  const side = { kind: 'gauge', values: Float64Array.from(values) } as const;
  const queries = { control: { value: 'a' }, candidate: { value: 'b' } };
  return { metric, labels, outcome: { kind: 'data', data: { kind: 'gauge', control: side, candidate: side } }, queries, warnings: [] };
}

function look(judges: readonly Judge[], metrics: Parameters<typeof metricOf>[0][], records: readonly MetricRecord[]) {
  const registry = new Map(judges.map((judge) => [judge.name, judge]));
  return judgeLook({ config: configOf({ metrics: metrics.map(metricOf) }), judges: registry, records, elapsedMs: 60 * 60_000 });
}

describe('judgeLook', () => {
  const bad: readonly { name: string; judge: (input: JudgeInput) => unknown; reason: RegExp }[] = [
    {
      name: 'throws',
      judge: () => {
        throw new Error('boom');
      },
      reason: /m: judge stub failed: boom/,
    },
    {
      name: 'throws what is no error',
      judge: () => {
        throw 'paper';
      },
      reason: /failed: paper/,
    },
    { name: 'returns nothing', judge: () => undefined, reason: /returned no judgement/ },
    { name: 'invents a classification', judge: () => ({ ...PASS, classification: 'great' }), reason: /classification "great"/ },
    { name: 'gives no reason', judge: () => ({ ...PASS, reason: '' }), reason: /no reason/ },
    { name: 'scores beyond 100', judge: () => ({ ...PASS, score: 101 }), reason: /the score 101/ },
    { name: 'returns NaN', judge: () => ({ ...PASS, evidence: { deep: [1, Number.NaN] } }), reason: /not finite at evidence.deep.1/ },
    { name: 'returns what no store keeps', judge: () => ({ ...PASS, evidence: { deep: [1n] } }), reason: /a bigint at evidence.deep.0/ },
    { name: 'counts no samples', judge: () => ({ ...PASS, samples: undefined }), reason: /no judgement: .*samples/ },
    { name: 'has an effect without size', judge: () => ({ ...PASS, effect: { name: 'mean' } }), reason: /no judgement: effect / },
  ];
  for (const { name, judge, reason } of bad) {
    it(`a judge that ${name} makes its metric an error, not a pass`, () => {
      const decision = look([judgeNamed('stub', judge as () => Judgement)], [{ name: 'm' }], [recordOf('m')]);
      assert.equal(decision.verdict, 'continue');
      assert.equal(decision.metrics[0]!.classification, 'error');
      assert.equal(decision.score, null);
      assert.match(decision.reason, reason);
    });
  }

  it('an answer that lacks data makes no promotion, however well the metric does', () => {
    const stub = judgeNamed('stub', () => PASS);
    assert.equal(look([stub], [{ name: 'm' }], [recordOf('m')]).verdict, 'promote');
    const decision = look([stub], [{ name: 'm' }], [{ ...recordOf('m'), isPartial: true }]);
    assert.equal(decision.verdict, 'continue');
    assert.equal(decision.metrics[0]!.classification, 'nodata');
    assert.match(decision.reason, /m: the source answered in part only/);
    assert.deepEqual(
      decision.metrics[0]!.judgements.map(({ judge, classification }) => [judge, classification]),
      [
        ['stub', 'pass'],
        ['partial-data', 'nodata'],
      ],
    );
  });

  it('what is doubtful makes no promotion, and its harm is harm', () => {
    const doubtful = { ...recordOf('m'), doubts: ['both sides are of version "v2"', 'no heartbeat'] };
    const decision = look([judgeNamed('stub', () => PASS)], [{ name: 'm' }], [doubtful]);
    assert.equal(decision.verdict, 'continue');
    assert.equal(decision.reason, 'm: both sides are of version "v2"; no heartbeat');
    assert.equal(decision.metrics[0]!.judgements[1]!.judge, 'doubt');
    const harm = judgeNamed('stub', () => ({ ...PASS, classification: 'high', reason: 'm: worse' }));
    assert.equal(look([harm], [{ name: 'm' }], [doubtful]).verdict, 'rollback');
  });

  it('harm in an answer that lacks data is harm', () => {
    const harm = judgeNamed('stub', () => ({ ...PASS, classification: 'high', reason: 'm: worse' }));
    const decision = look([harm], [{ name: 'm' }], [{ ...recordOf('m'), isPartial: true }]);
    assert.equal(decision.metrics[0]!.classification, 'high');
    assert.equal(decision.metrics[0]!.reason, 'm: worse');
  });

  it('a judge that is not loaded makes its metric an error', () => {
    assert.match(look([], [{ name: 'm' }], [recordOf('m')]).reason, /judge stub is not loaded/);
  });

  it('a failure of the source is named and never a pass', () => {
    const failure: MetricRecord = {
      ...recordOf('m'),
      outcome: { kind: 'failure', code: 'SOURCE_FAILED', message: 'prometheus: no answer' },
    };
    const decision = look([judgeNamed('stub', () => PASS)], [{ name: 'm' }, { name: 'n' }], [failure, recordOf('n')]);
    assert.equal(decision.verdict, 'continue');
    assert.equal(decision.reason, 'm: prometheus: no answer');
    assert.equal(decision.metrics[1]!.classification, 'pass');
  });

  it('an objective is judged beside the metric and the worse of the two decides', () => {
    const slo = judgeNamed('slo', ({ metric }) => ({
      ...PASS,
      classification: 'high',
      reason: `${metric} breaks its objective`,
      score: 0,
    }));
    const decision = look([judgeNamed('stub', () => PASS), slo], [{ name: 'm', slo: { op: '<', value: 1 } }], [recordOf('m')]);
    assert.equal(decision.verdict, 'rollback');
    assert.equal(decision.reason, 'm breaks its objective');
    assert.equal(decision.score, 0);
  });

  it('the error level is shared: by weight among critical metrics, then by pairs, then by judgements', () => {
    const seen: Record<string, number> = {};
    const stub = judgeNamed('stub', ({ metric, alpha }) => {
      seen[metric] = alpha;
      return PASS;
    });
    const slo = judgeNamed('slo', ({ metric, alpha }) => {
      seen[`${metric} slo`] = alpha;
      return PASS;
    });
    look(
      [stub, slo],
      [
        { name: 'a', weight: 3 },
        { name: 'b', weight: 1, slo: { op: '<', value: 1 } },
        { name: 'c', weight: 1, pairBy: ['pod'] },
        { name: 'd', critical: false },
        { name: 'e', muted: true, critical: false },
      ],
      [recordOf('a'), recordOf('b'), recordOf('c', [1], { pod: 'x' }), recordOf('c', [1], { pod: 'y' }), recordOf('d'), recordOf('e')],
    );
    const rounded = Object.fromEntries(Object.entries(seen).map(([name, alpha]) => [name, Number(alpha.toFixed(12))]));
    // alpha 0.05 over weights 3 + 1 + 1
    assert.deepEqual(rounded, { a: 0.03, b: 0.005, 'b slo': 0.005, 'c{pod="x"}': 0.005, 'c{pod="y"}': 0.005, d: 0.05, e: 0.05 });
  });

  it('a judge that writes into its input spoils neither what is stored nor what the next judge sees', () => {
    const record = recordOf('m', [1, 2]);
    const seen: number[][] = [];
    const spoil = ({ data }: JudgeInput): Judgement => {
      const { values } = data.control as { readonly values: Float64Array };
      seen.push([...values]);
      values.fill(0);
      return PASS;
    };
    look([judgeNamed('stub', spoil), judgeNamed('slo', spoil)], [{ name: 'm', slo: { op: '<', value: 9 } }], [record]);
    assert.deepEqual(seen, [
      [1, 2],
      [1, 2],
    ]);
    assert.deepEqual(record, recordOf('m', [1, 2]));
  });

  it('a judge that writes into the bounds of a histogram spoils nothing either', () => {
    const side = () => ({
      kind: 'histogram' as const,
      bounds: Float64Array.of(1, 2),
      counts: [Float64Array.of(3), Float64Array.of(4), Float64Array.of(0)],
    });
    const data = { kind: 'histogram' as const, control: side(), candidate: side() };
    const seen: number[][] = [];
    const spoil = ({ data: { control } }: JudgeInput): Judgement => {
      const { bounds } = control as ReturnType<typeof side>;
      seen.push([...bounds]);
      bounds.fill(0);
      return PASS;
    };
    const judges = new Map([['stub', { ...judgeNamed('stub', spoil), kinds: ['histogram'] as const }]]);
    const run = judgeRunner(judges, { metric: 'm', kind: 'histogram', data } as unknown as JudgeInput);
    run({ name: 'stub', parameters: {} });
    run({ name: 'stub', parameters: {} });
    assert.deepEqual(seen, [
      [1, 2],
      [1, 2],
    ]);
    assert.deepEqual(data.control, side());
  });

  it('the order of records and of metrics changes neither verdict nor score', () => {
    const stub = judgeNamed('stub', ({ metric }) =>
      metric === 'b' ? { ...PASS, classification: 'undecided', reason: 'b open', score: 40 } : PASS,
    );
    const names = ['a', 'b', 'c'];
    const forward = look(
      [stub],
      names.map((name) => ({ name })),
      names.map((name) => recordOf(name)),
    );
    const backward = look(
      [stub],
      names.toReversed().map((name) => ({ name })),
      names.map((name) => recordOf(name)),
    );
    assert.deepEqual([forward.verdict, forward.score, forward.reasons], [backward.verdict, backward.score, backward.reasons]);
  });

  it('refuses records that do not fit the config', () => {
    const stub = judgeNamed('stub', () => PASS);
    assert.throws(() => look([stub], [{ name: 'm' }], []), { name: 'RangeError', message: /metric m has no record/ });
    assert.throws(() => look([stub], [{ name: 'm' }], [recordOf('m'), recordOf('x')]), { name: 'RangeError', message: /no metric x/ });
  });

  it('counts how long the candidate has been silent', () => {
    const nodata = judgeNamed('stub', () => ({ ...PASS, classification: 'nodata', reason: 'm: too little' }));
    const registry = new Map([['stub', nodata]]);
    const config = configOf({ metrics: [metricOf({ name: 'm' })], rollbackOnNoDataMs: 2 * 60_000 });
    const verdictOf = (values: readonly number[]) =>
      judgeLook({ config, judges: registry, records: [recordOf('m', values)], elapsedMs: 600_000 }).verdict;
    assert.equal(verdictOf([1, 1, Number.NaN]), 'continue');
    assert.equal(verdictOf([1, Number.NaN, Number.NaN]), 'rollback');
  });
});
