import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Type } from 'typebox';

import { defineJudge } from '../../src/judging/judge.ts';
import { judgeLook } from '../../src/judging/judge-look.ts';
import type { MetricRecord } from '../../src/model/metric-record.ts';
import { configOf, metricOf } from './config-of.ts';

const MINUTE = 60_000;
const stub = defineJudge({
  name: 'stub',
  description: 'finds too little',
  kinds: ['gauge'],
  parameters: Type.Object({}),
  judge: ({ metric }) => ({
    classification: 'nodata',
    reason: `${metric}: too little`,
    samples: { control: 1, candidate: 1 },
    everyLook: true,
  }),
});
const NAN = Number.NaN;

describe("a source's clock that is not ours", () => {
  const config = configOf({ metrics: [metricOf({ name: 'm' })], rollbackOnNoDataMs: 3 * MINUTE });
  const judged = (candidate: readonly number[], sourceAheadMs?: number) => {
    const side = (values: readonly number[]) => ({ kind: 'gauge', values: Float64Array.from(values) }) as const;
    const data = { kind: 'gauge', control: side(candidate), candidate: side(candidate) } as const;
    const record: MetricRecord = {
      metric: 'm',
      labels: {},
      outcome: { kind: 'data', data },
      warnings: [],
      queries: { control: {}, candidate: {} },
      ...(sourceAheadMs !== undefined && { sourceAheadMs }),
    };
    return judgeLook({ config, judges: new Map([['stub', stub]]), records: [record], elapsedMs: 30 * MINUTE });
  };

  const cases: readonly {
    readonly name: string;
    readonly silentSteps: number;
    readonly aheadMs?: number;
    readonly verdict: 'continue' | 'rollback';
    readonly says?: RegExp;
  }[] = [
    { name: 'agrees: silence is the candidate', silentSteps: 3, verdict: 'rollback' },
    {
      name: 'is 5 min behind: the samples of 5 min cannot be there',
      silentSteps: 7,
      aheadMs: -5 * MINUTE,
      verdict: 'continue',
      says: /clock is 5m behind/,
    },
    {
      name: 'is 5 min behind: silence beyond that is the candidate',
      silentSteps: 8,
      aheadMs: -5 * MINUTE,
      verdict: 'rollback',
      says: /clock is 5m behind/,
    },
    { name: 'is 5 min ahead: excuses no silence', silentSteps: 3, aheadMs: 5 * MINUTE, verdict: 'rollback', says: /clock is 5m ahead/ },
  ];
  for (const { name, silentSteps, aheadMs, verdict, says } of cases) {
    it(name, () => {
      const decision = judged([1, 1, ...Array.from({ length: silentSteps }, () => NAN)], aheadMs);
      assert.equal(decision.verdict, verdict);
      assert.doesNotMatch(decision.reason, /clock/, 'it decides nothing');
      const told = decision.reasons.filter((reason) => reason.includes('clock'));
      assert.equal(told.length, says ? 1 : 0);
      if (says) assert.match(told[0]!, says);
    });
  }
});
