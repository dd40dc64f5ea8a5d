import type { MetricResult } from '../model/verdict.ts';
import type { AnalysisView } from './schemas/analysis.ts';
import type { ComparatorView, ConfigSummary, JudgeView } from './schemas/catalogue.ts';
import type { LookView } from './schemas/look.ts';
import type { VerdictView } from './schemas/verdict.ts';

/** One story for the examples of the OpenAPI document: version v2 of a shop makes more errors than v1. */
const reason = 'errors is harmful: relative increase of at least 0.42, 0.1 is harmless';

const errors: MetricResult = {
  name: 'errors',
  labels: {},
  group: 'reliability',
  critical: true,
  required: true,
  muted: false,
  classification: 'high',
  reason,
  score: 0,
  effect: { name: 'ratio of error shares', scale: 'relative', estimate: 0.81, lower: 0.42, upper: null, tolerance: 0.1 },
  moreSteps: null,
  judgements: [
    {
      judge: 'ratio',
      classification: 'high',
      reason,
      effect: { name: 'ratio of error shares', scale: 'relative', estimate: 0.81, lower: 0.42, upper: null, tolerance: 0.1 },
      samples: { control: 60200, candidate: 60150 },
      everyLook: true,
      score: 0,
    },
  ],
  control: { count: 30, mean: 0.011, min: 0.006, max: 0.016, p50: 0.011, p99: 0.016 },
  candidate: { count: 30, mean: 0.02, min: 0.013, max: 0.027, p50: 0.02, p99: 0.027 },
  queries: {
    control: { bad: 'sum(increase(http_errors_total{version="v1"}[60s]))', total: 'sum(increase(http_requests_total{version="v1"}[60s]))' },
    candidate: {
      bad: 'sum(increase(http_errors_total{version="v2"}[60s]))',
      total: 'sum(increase(http_requests_total{version="v2"}[60s]))',
    },
  },
  warnings: [],
};

const id = '018f3c1e-7a10-7000-8000-4b1f0c5f2d11';
const slot = '2026-01-31T12:30:00.000Z';
const judged = { verdict: 'rollback', score: 0, reason } as const;
const breakdown = { reasons: [reason], groups: [{ name: 'reliability', weight: 100, score: 0, logEValue: 9.2 }], metrics: [errors] };

export const newAnalysisExample: AnalysisView = {
  id,
  key: 'user:shop-v2',
  config: 'shop',
  configHash: '9b2f6f0d1c3a4e58',
  control: { version: 'v1' },
  candidate: { version: 'v2' },
  start: '2026-01-31T12:00:00.000Z',
  createdAt: '2026-01-31T12:00:02.000Z',
  status: 'running',
  verdict: 'continue',
  score: null,
  reason: 'no look yet',
  looks: 0,
  lastSlot: null,
  nextSlot: '2026-01-31T12:01:00.000Z',
  endedAt: null,
};

export const analysisExample: AnalysisView = {
  ...newAnalysisExample,
  ...judged,
  status: 'finished',
  looks: 30,
  lastSlot: slot,
  nextSlot: null,
  endedAt: slot,
};

export const lookExample: LookView = {
  analysis: id,
  number: 30,
  slot,
  trigger: 'schedule',
  startedAt: '2026-01-31T12:30:00.020Z',
  finishedAt: '2026-01-31T12:30:00.310Z',
  configHash: newAnalysisExample.configHash,
  window: { start: '2026-01-31T12:01:00.000Z', end: '2026-01-31T12:30:00.000Z', stepMs: 60_000 },
  ...judged,
  final: true,
  ...breakdown,
};

export const verdictExample: VerdictView = {
  ...judged,
  analysis: id,
  config: 'shop',
  status: 'finished',
  look: 30,
  slot,
  ...breakdown,
};

export const configExample: ConfigSummary = {
  name: 'shop',
  hash: newAnalysisExample.configHash,
  description: 'Errors of the shop.',
  mode: 'canary',
  metrics: ['errors'],
  variables: { version: { pattern: '[A-Za-z0-9_.:/-]{1,253}' } },
};

export const judgeExample: JudgeView = {
  name: 'ratio',
  description: 'Compares two shares of bad events.',
  kinds: ['ratio'],
  parameters: { type: 'object', properties: {}, additionalProperties: false },
};

export const comparatorExample: ComparatorView = {
  name: 'classification',
  description: 'The class a model chose.',
  parameters: { type: 'object', properties: {}, additionalProperties: false },
};
