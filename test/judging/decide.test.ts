import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { decide } from '../../src/judging/decide.ts';
import { score } from '../../src/judging/score.ts';
import type { AnalysisConfig } from '../../src/model/config.ts';
import type { Classification } from '../../src/model/judgement.ts';
import type { ReadinessItem } from '../../src/model/readiness.ts';
import type { MetricResult, Verdict } from '../../src/model/verdict.ts';
import { configOf } from './config-of.ts';

const MINUTE = 60_000;
const NOTHING = { count: 0, mean: null, min: null, max: null, p50: null, p99: null };
const SCORES: Record<Classification, number | null> = { pass: 100, high: 0, low: 0, undecided: 50, nodata: null, error: null };

type Sketch = Classification | (Partial<MetricResult> & { readonly classification: Classification });

function metrics(sketches: readonly Sketch[]): MetricResult[] {
  return sketches.map((sketch, i) => {
    const given = typeof sketch === 'string' ? { classification: sketch } : sketch;
    return {
      name: `m${i}`,
      labels: {},
      group: 'default',
      critical: true,
      required: true,
      muted: false,
      reason: `m${i} is ${given.classification}`,
      score: SCORES[given.classification],
      effect: null,
      moreSteps: null,
      judgements: [],
      control: NOTHING,
      candidate: NOTHING,
      queries: { control: {}, candidate: {} },
      warnings: [],
      ...given,
    };
  });
}

interface Case {
  readonly name: string;
  readonly metrics: readonly Sketch[];
  readonly minutes: number;
  readonly config?: Partial<AnalysisConfig>;
  readonly silentMinutes?: readonly number[];
  /** States of the checklist's items. */
  readonly readiness?: readonly ReadinessItem['state'][];
  readonly verdict: Verdict;
  readonly final: boolean;
  readonly reason: RegExp;
}

// The rules of decide()'s own comment; min duration 30 minutes, deadline 120 minutes, thresholds 95/75.
const cases: readonly Case[] = [
  {
    name: 'all proven harmless',
    metrics: ['pass', 'pass'],
    minutes: 30,
    verdict: 'promote',
    final: true,
    reason: /all 2 required metrics are proven/,
  },
  {
    name: 'harmless and ready',
    metrics: ['pass'],
    minutes: 30,
    readiness: ['met', 'met'],
    verdict: 'promote',
    final: true,
    reason: /proven/,
  },
  {
    name: 'harmless, but not ready',
    metrics: ['pass'],
    minutes: 30,
    readiness: ['met', 'not-met'],
    verdict: 'continue',
    final: false,
    reason: /^readiness, minReviewed not met: 3 of 200$/,
  },
  {
    name: 'harmless, and nobody knows whether it is ready',
    metrics: ['pass'],
    minutes: 30,
    readiness: ['unknown'],
    verdict: 'continue',
    final: false,
    reason: /^readiness, minReviewed unknown/,
  },
  {
    name: 'harmful, ready or not',
    metrics: ['high'],
    minutes: 30,
    readiness: ['unknown'],
    verdict: 'rollback',
    final: true,
    reason: /m0 is high/,
  },
  {
    name: 'not ready at a deadline that promotes',
    metrics: ['undecided'],
    minutes: 120,
    config: { onDeadline: 'promote', thresholds: { pass: 95, marginal: 40 } },
    readiness: ['unknown'],
    verdict: 'rollback',
    final: true,
    reason: /^no promotion at the deadline of 2h: readiness, minReviewed unknown/,
  },
  {
    name: 'not ready at a deadline that goes on',
    metrics: ['undecided'],
    minutes: 120,
    config: { onDeadline: 'continue', thresholds: { pass: 95, marginal: 40 } },
    readiness: ['not-met'],
    verdict: 'continue',
    final: true,
    reason: /falls to continue/,
  },
  {
    name: 'harmless, but too early',
    metrics: ['pass'],
    minutes: 29,
    verdict: 'continue',
    final: false,
    reason: /minimum duration 30m not reached: 1m left/,
  },
  {
    name: 'harmless, and a look at an odd moment',
    metrics: ['pass'],
    minutes: 29.987_6,
    verdict: 'continue',
    final: false,
    reason: /minimum duration 30m not reached: 1s left$/,
  },
  { name: 'one undecided', metrics: ['pass', 'undecided'], minutes: 60, verdict: 'continue', final: false, reason: /m1 is undecided/ },
  {
    name: 'harm at once, long before the minimum duration',
    metrics: ['pass', 'high'],
    minutes: 5,
    verdict: 'rollback',
    final: true,
    reason: /m1 is high/,
  },
  { name: 'harm downwards', metrics: ['low'], minutes: 5, verdict: 'rollback', final: true, reason: /m0 is low/ },
  { name: 'harm beside an error', metrics: ['error', 'high'], minutes: 5, verdict: 'rollback', final: true, reason: /m1 is high/ },
  {
    name: 'harm of a metric that is not critical',
    metrics: ['pass', { classification: 'high', critical: false }],
    minutes: 60,
    verdict: 'continue',
    final: false,
    reason: /m1 is high/,
  },
  {
    name: 'the same, not required either: the score alone keeps it',
    metrics: ['pass', { classification: 'high', critical: false, required: false }],
    minutes: 60,
    verdict: 'continue',
    final: false,
    reason: /score 50 is below the 95/,
  },
  {
    name: 'harm of a muted metric',
    metrics: ['pass', { classification: 'high', muted: true }],
    minutes: 60,
    verdict: 'promote',
    final: true,
    reason: /m0 is proven/,
  },
  { name: 'no data is never a pass', metrics: ['pass', 'nodata'], minutes: 60, verdict: 'continue', final: false, reason: /m1 is nodata/ },
  {
    name: 'a failed source is never a pass',
    metrics: ['error', 'pass'],
    minutes: 60,
    verdict: 'continue',
    final: false,
    reason: /m0 is error/,
  },
  {
    name: 'what is broken is said before what is undecided',
    metrics: ['undecided', 'error'],
    minutes: 60,
    verdict: 'continue',
    final: false,
    reason: /m1 is error/,
  },
  {
    name: 'no data of a metric that is not required',
    metrics: ['pass', { classification: 'nodata', required: false }],
    minutes: 60,
    verdict: 'promote',
    final: true,
    reason: /proven/,
  },
  {
    name: 'nothing required proves nothing',
    metrics: [{ classification: 'pass', required: false }],
    minutes: 60,
    verdict: 'continue',
    final: false,
    reason: /no metric is required/,
  },
  {
    name: 'deadline, default',
    metrics: ['pass', 'undecided'],
    minutes: 120,
    verdict: 'rollback',
    final: true,
    reason: /undecided at the deadline of 2h, which falls to rollback/,
  },
  {
    name: 'deadline, promote',
    metrics: ['pass', 'undecided'],
    minutes: 120,
    config: { onDeadline: 'promote' },
    verdict: 'promote',
    final: true,
    reason: /falls to promote/,
  },
  {
    name: 'deadline, continue',
    metrics: ['pass', 'undecided'],
    minutes: 120,
    config: { onDeadline: 'continue' },
    verdict: 'continue',
    final: true,
    reason: /falls to continue/,
  },
  {
    name: 'deadline, promote, but data are missing',
    metrics: ['pass', 'nodata'],
    minutes: 120,
    config: { onDeadline: 'promote' },
    verdict: 'rollback',
    final: true,
    reason: /no promotion at the deadline of 2h: m1 without a measurement/,
  },
  {
    name: 'deadline, promote, but the source failed',
    metrics: ['error'],
    minutes: 120,
    config: { onDeadline: 'promote' },
    verdict: 'rollback',
    final: true,
    reason: /m0 without a measurement/,
  },
  {
    name: 'deadline, promote, but proven harmful',
    metrics: ['pass', 'pass', 'pass', 'pass', { classification: 'high', critical: false }],
    minutes: 120,
    config: { onDeadline: 'promote' },
    verdict: 'rollback',
    final: true,
    reason: /m4 proven harmful/,
  },
  {
    name: 'deadline, promote, but nothing required',
    metrics: [{ classification: 'pass', required: false }],
    minutes: 120,
    config: { onDeadline: 'promote' },
    verdict: 'rollback',
    final: true,
    reason: /every metric without a measurement/,
  },
  {
    name: 'deadline, continue, but a failing score',
    metrics: ['pass', { classification: 'high', critical: false }],
    minutes: 120,
    config: { onDeadline: 'continue' },
    verdict: 'rollback',
    final: true,
    reason: /score 50 is below 75/,
  },
  {
    name: 'silent candidate',
    metrics: ['pass', 'nodata'],
    minutes: 20,
    silentMinutes: [0, 10],
    config: { rollbackOnNoDataMs: 10 * MINUTE },
    verdict: 'rollback',
    final: true,
    reason: /m1: the candidate had no data for 10m/,
  },
  {
    name: 'silent, not long enough',
    metrics: ['pass', 'nodata'],
    minutes: 20,
    silentMinutes: [0, 9],
    config: { rollbackOnNoDataMs: 10 * MINUTE },
    verdict: 'continue',
    final: false,
    reason: /m1 is nodata/,
  },
  {
    name: 'silent, without the option',
    metrics: ['nodata'],
    minutes: 90,
    silentMinutes: [90],
    verdict: 'continue',
    final: false,
    reason: /m0 is nodata/,
  },
];

describe('decide', () => {
  for (const one of cases) {
    it(`${one.name}: ${one.verdict}`, () => {
      const config = configOf(one.config ?? {});
      const results = metrics(one.metrics);
      const silentMs = results.map((_, i) => (one.silentMinutes?.[i] ?? 0) * MINUTE);
      const readiness = one.readiness?.map((state) => ({ item: 'minReviewed', state, reason: '3 of 200', value: 3, limit: 200 }) as const);
      const progress = { elapsedMs: one.minutes * MINUTE, silentMs, ...(readiness && { readiness }) };
      const actual = decide(config, results, score(config, results), progress);
      assert.equal(actual.verdict, one.verdict);
      assert.equal(actual.final, one.final);
      assert.match(actual.reason, one.reason);
      assert.equal(actual.reasons[0], actual.reason);
    });
  }
});

describe('score', () => {
  const groups = [
    { name: 'latency', weight: 75 },
    { name: 'errors', weight: 25 },
  ];
  const table: readonly { name: string; metrics: readonly Sketch[]; total: number | null; groups: readonly (number | null)[] }[] = [
    {
      name: 'weighs the groups',
      metrics: [
        { classification: 'pass', group: 'latency' },
        { classification: 'undecided', group: 'errors' },
      ],
      total: 87.5,
      groups: [100, 50],
    },
    {
      name: 'a critical harm is 0 whatever the rest',
      metrics: [
        { classification: 'pass', group: 'latency' },
        { classification: 'high', group: 'errors' },
      ],
      total: 0,
      groups: [100, 0],
    },
    {
      name: 'a required metric that cannot be scored leaves no score, not 100',
      metrics: [
        { classification: 'pass', group: 'latency' },
        { classification: 'error', group: 'errors' },
      ],
      total: null,
      groups: [100, null],
    },
    {
      name: 'one that is not required is left out',
      metrics: [
        { classification: 'pass', group: 'latency' },
        { classification: 'error', group: 'errors', required: false },
      ],
      total: 100,
      groups: [100, null],
    },
    {
      name: 'nothing measured has no score',
      metrics: [
        { classification: 'nodata', group: 'latency' },
        { classification: 'error', group: 'errors' },
      ],
      total: null,
      groups: [null, null],
    },
    {
      name: 'muted metrics do not count',
      metrics: [
        { classification: 'pass', group: 'latency' },
        { classification: 'high', group: 'latency', muted: true },
        { classification: 'pass', group: 'errors' },
      ],
      total: 100,
      groups: [100, 100],
    },
    {
      name: 'almost all is not all',
      metrics: [
        { classification: 'undecided', score: 99.9999, group: 'latency' },
        { classification: 'pass', group: 'errors' },
      ],
      total: 99.99,
      groups: [99.99, 100],
    },
  ];
  for (const one of table) {
    it(one.name, () => {
      const actual = score({ groups }, metrics(one.metrics));
      assert.equal(actual.total, one.total);
      assert.deepEqual(
        actual.groups.map((group) => group.score),
        one.groups,
      );
    });
  }
});

describe('the evidence of a group', () => {
  const withEvidence = (logEValue?: number): Sketch => ({
    classification: 'undecided',
    judgements: [
      {
        judge: 'ratio',
        classification: 'undecided',
        reason: 'open',
        samples: { control: 1, candidate: 1 },
        everyLook: true,
        ...(logEValue === undefined ? {} : { logEValue }),
      },
    ],
  });
  // ln of the arithmetic mean: of e-values 8 and 2 it is ln 5.
  const cases = [
    { name: 'is the mean of the e-values', logs: [Math.log(8), Math.log(2)], expected: Math.log(5) },
    { name: 'leaves out metrics whose judge gives none', logs: [Math.log(8), undefined], expected: Math.log(8) },
    { name: 'does not overflow', logs: [2000, 0], expected: 2000 - Math.log(2) },
    { name: 'is open when no judge gives one', logs: [undefined], expected: null },
  ];
  for (const { name, logs, expected } of cases) {
    it(name, () => {
      const [group] = score(configOf({}), metrics(logs.map(withEvidence))).groups;
      if (expected === null) assert.equal(group!.logEValue, null);
      else assert.ok(Math.abs(group!.logEValue! - expected) < 1e-12);
    });
  }
});
