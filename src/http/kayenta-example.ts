import { verdictExample } from './examples.ts';
import type { JudgeBody, JudgeReply } from './schemas/kayenta.ts';

const scope = { startTimeIso: '2026-01-31T12:00:00Z', startTimeMillis: 1_769_860_800_000, stepMillis: 60_000 };

export const judgeBodyExample: JudgeBody = {
  canaryConfig: {
    judge: { name: 'NetflixACAJudge-v1.0' },
    metrics: [{ name: 'errors', groups: ['reliability'], analysisConfigurations: { canary: { direction: 'increase', critical: true } } }],
    classifier: { groupWeights: { reliability: 100 } },
  },
  scoreThresholds: { pass: 90, marginal: 75 },
  metricSetPairList: [
    {
      name: 'errors',
      id: '5c1b7f5e-0b57-4f4e-8a53-8f4ac5c9a111',
      tags: {},
      values: { control: [0.011, 0.012, 0.01, 'NaN'], experiment: [0.02, 0.019, 0.021, 0.02] },
      scopes: { control: scope, experiment: scope },
    },
  ],
};

const { verdict, score, reasons, metrics } = verdictExample;
const reason = 'The metric errors was classified as High (Critical)';

export const judgeReplyExample: JudgeReply = {
  judgeName: 'NetflixACAJudge-v1.0',
  results: [
    {
      name: 'errors',
      tags: {},
      id: '5c1b7f5e-0b57-4f4e-8a53-8f4ac5c9a111',
      classification: 'High',
      classificationReason: reason,
      groups: ['reliability'],
      experimentMetadata: { stats: { min: 0.019, max: 0.021, mean: 0.02, std: 0.0008, count: 4 } },
      controlMetadata: { stats: { min: 0.01, max: 0.012, mean: 0.011, std: 0.001, count: 3 } },
      resultMetadata: { ratio: 1.818 },
      critical: true,
      muted: false,
    },
  ],
  groupScores: [{ name: 'reliability', score: 0, classification: '', classificationReason: '' }],
  score: { score: 0, classification: 'Fail', classificationReason: `Canary Failed: ${reason}` },
  serinus: { verdict, score, reasons: [...reasons], metrics },
};
