import { judgeReplyExample } from './kayenta-example.ts';

export const configExample = {
  name: 'checkout',
  applications: ['shop'],
  judge: { name: 'NetflixACAJudge-v1.0', judgeConfigurations: {} },
  metrics: [
    {
      name: 'latency',
      query: {
        type: 'prometheus',
        customInlineTemplate: 'PromQL:avg(http_request_duration_seconds{version="${scope}"})',
      },
      groups: ['speed'],
      analysisConfigurations: { canary: { direction: 'increase', critical: true } },
      scopeName: 'default',
    },
  ],
  classifier: { groupWeights: { speed: 100 } },
};

const window = { start: '2026-01-31T12:00:00Z', end: '2026-01-31T13:00:00Z', step: 60 };
export const canaryExample = {
  scopes: { default: { controlScope: { scope: 'v1', ...window }, experimentScope: { scope: 'v2', ...window } } },
  thresholds: { pass: 95, marginal: 75 },
};
export const analysisExample = {
  scopes: [{ scopeName: 'default', controlScope: 'v1', experimentScope: 'v2', step: 60 }],
  thresholds: { pass: 95, marginal: 75 },
  lifetimeDurationMins: 60,
  analysisIntervalMins: 10,
};

export const ID = '2f0c1d7e-6a1f-4d0a-9a52-0f6f0b7c9a11';
export const TIMES = { updatedTimestamp: 1_769_860_800_000, updatedTimestampIso: '2026-01-31T12:00:00Z' };

export const executionExample = {
  application: 'shop',
  pipelineId: ID,
  stageStatus: {
    setupContext: 'succeeded',
    fetchControl0: 'succeeded',
    fetchExperiment0: 'succeeded',
    mixMetrics: 'succeeded',
    judge: 'succeeded',
  },
  complete: true,
  status: 'succeeded',
  result: { judgeResult: judgeReplyExample, canaryDuration: 'PT1H' },
};

export const analysisStatusExample = {
  application: 'shop',
  user: 'anonymous',
  pipelineId: ID,
  stageStatus: [{ type: 'runCanary', name: 'Run Canary #1', status: 'SUCCEEDED', executionId: `${ID}-1` }],
  complete: true,
  status: 'succeeded',
  executionStatus: 'SUCCEEDED',
  canaryAnalysisExecutionResult: {
    didPassThresholds: true,
    hasWarnings: false,
    canaryScoreMessage: 'Final canary score 100.0 met or exceeded the pass score threshold.',
    canaryScores: [100],
    canaryExecutionResults: [{ executionId: `${ID}-1`, executionStatus: 'SUCCEEDED' }],
  },
  buildTimeMillis: 1_769_860_800_000,
  buildTimeIso: '2026-01-31T12:00:00Z',
};

export const pairExample = {
  name: 'latency',
  id: '5c1b7f5e-0b57-4f4e-8a53-8f4ac5c9a111',
  tags: {},
  values: { control: [0.011, 'NaN'], experiment: [0.02, 0.019] },
  scopes: { control: { stepMillis: 60_000 }, experiment: { stepMillis: 60_000 } },
};

export const setExample = {
  name: 'latency',
  tags: { path: '/a' },
  startTimeMillis: 1_769_860_800_000,
  startTimeIso: '2026-01-31T12:00:00Z',
  endTimeMillis: 1_769_860_920_000,
  endTimeIso: '2026-01-31T12:02:00Z',
  stepMillis: 60_000,
  values: [0.011, 'NaN'],
  attributes: { query: 'avg(http_request_duration_seconds)' },
};
