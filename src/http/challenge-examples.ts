import { analysisExample, newAnalysisExample } from './examples.ts';
import type { ChallengeReportView, ChallengeView } from './schemas/challenge.ts';

/** The story of the other examples with one candidate more: v3 makes fewer errors than v1. */
const head = {
  id: '0b6d1f8a3c5e4d7290ab1c2d3e4f5a6b',
  key: 'spring',
  config: newAnalysisExample.config,
  configHash: 'c41a8e07d25b93f6',
  alpha: 0.025,
  promoteAlpha: 0.025,
  control: newAnalysisExample.control,
  primary: { metric: 'errors', direction: 'increase' },
  start: newAnalysisExample.start,
  createdAt: newAnalysisExample.createdAt,
} as const;
const blue = { name: 'blue', scope: { version: 'v2' }, analysis: newAnalysisExample.id };
const green = { name: 'green', scope: { version: 'v3' }, analysis: '018f3c1e-7a11-7000-8000-9d2e4a6b8c10' };
const effect = { name: 'rate ratio', scale: 'relative', tolerance: 0.1 } as const;
const cell = { name: 'errors', labels: {}, everyLook: true } as const;
const slot = '2026-01-31T12:30:00.000Z';

export const challengeExample: ChallengeView = { ...head, candidates: [blue, green] };

export const challengeReportExample: ChallengeReportView = {
  ...head,
  status: 'finished',
  best: 'green',
  reason: 'green is promoted, and every other candidate was rolled back or cancelled',
  candidates: [
    {
      ...blue,
      status: 'finished',
      verdict: 'rollback',
      score: 0,
      reason: analysisExample.reason,
      slot,
      metrics: [
        {
          ...cell,
          classification: 'high',
          reason: analysisExample.reason,
          effects: [{ ...effect, estimate: 0.81, lower: 0.42, upper: null }],
        },
      ],
    },
    {
      ...green,
      status: 'finished',
      verdict: 'promote',
      score: 100,
      reason: 'errors is proven within tolerance',
      slot,
      metrics: [
        {
          ...cell,
          classification: 'pass',
          reason: 'errors is harmless: relative increase of at most -0.05, 0.1 is harmless',
          effects: [{ ...effect, estimate: -0.21, lower: -0.34, upper: -0.05 }],
        },
      ],
    },
  ],
};
