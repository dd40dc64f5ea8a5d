import type { Analysis, Look } from '../../src/model/analysis.ts';
import type { AnalysisConfig, MetricConfig } from '../../src/model/config.ts';
import type { ConfigDocument } from '../../src/model/config-document.ts';
import type { MetricResult } from '../../src/model/verdict.ts';

/** Plain data for the tests of the HTTP side; nothing here was computed. */
export const START = Date.UTC(2026, 0, 31, 12);

const document: ConfigDocument = {
  apiVersion: 'serinus.dev/v1',
  kind: 'CanaryAnalysis',
  metadata: { name: 'shop', description: 'Errors of the shop.' },
  spec: {
    source: 'prometheus-eu',
    variables: { version: { description: 'The tag of the image.', pattern: 'v[0-9]+' }, zone: { default: 'eu' } },
    scopes: { control: 'version="${version}"', candidate: 'version="${version}"' },
    metrics: [{ name: 'errors', kind: 'ratio', bad: 'errors{${scope}}', total: 'requests{${scope}}', tolerance: { ratio: 0.1 } }],
  },
};

const metric: MetricConfig = {
  name: 'errors',
  kind: 'ratio',
  parts: { bad: 'errors{${scope}}', total: 'requests{${scope}}' },
  group: 'reliability',
  direction: 'increase',
  judge: { name: 'ratio', parameters: {} },
  tolerance: { ratio: 0.1 },
  critical: true,
  required: true,
  muted: false,
  weight: 1,
  nanStrategy: 'drop',
  outliers: { strategy: 'keep', factor: 3 },
  minSamples: 10,
  pairBy: [],
};

export const shopConfig: AnalysisConfig = {
  name: 'shop',
  hash: '0123456789abcdef',
  document,
  mode: 'canary',
  source: 'prometheus-eu',
  variables: { version: { pattern: 'v[0-9]+' }, zone: { pattern: '[a-z]+', default: 'eu' } },
  scopes: document.spec.scopes!,
  stepMs: 60_000,
  delayMs: 15_000,
  warmUpMs: 0,
  cadence: { kind: 'interval', intervalMs: 60_000 },
  minDurationMs: 1_800_000,
  maxDurationMs: 7_200_000,
  onDeadline: 'rollback',
  alpha: 0.05,
  promoteAlpha: 0.05,
  metrics: [metric],
  groups: [{ name: 'reliability', weight: 100 }],
  thresholds: { pass: 95, marginal: 75 },
};

export function sampleAnalysis(changes: Partial<Analysis> = {}): Analysis {
  return {
    id: 'a-1',
    key: 'user:first',
    configName: 'shop',
    configHash: shopConfig.hash,
    config: document,
    control: { version: 'v1' },
    candidate: { version: 'v2' },
    startMs: START,
    createdAtMs: START + 2_000,
    status: 'running',
    verdict: 'continue',
    score: null,
    reason: 'no look yet',
    lastSlotMs: null,
    nextSlotMs: START + 60_000,
    looks: 0,
    endedAtMs: null,
    ...changes,
  };
}

/** `errors-0` to `errors-9`: about 10 kB of breakdown. */
function sampleMetric(index: number): MetricResult {
  const effect = { name: 'ratio of shares', scale: 'relative', estimate: 0.013, lower: -0.04, upper: null, tolerance: 0.1 } as const;
  const reason = `errors-${index}: relative increase of 0.013, at most 0.1 is harmless`;
  const side = { count: 30, mean: 0.0112, min: 0.006, max: 0.0163, p50: 0.0111, p99: null };
  return {
    name: `errors-${index}`,
    labels: { route: '/pay' },
    group: 'reliability',
    critical: true,
    required: true,
    muted: false,
    classification: 'undecided',
    reason,
    score: 71.5,
    effect,
    moreSteps: 14,
    judgements: [
      {
        judge: 'ratio',
        classification: 'undecided',
        reason,
        effect,
        samples: { control: 60_200, candidate: 60_150 },
        effectiveSamples: 28.4,
        pValue: 0.31,
        logEValue: -1.7,
        everyLook: true,
        score: 71.5,
        moreSteps: 14,
        evidence: { dispersion: 1.2, steps: [1, 2, null], note: 'none', nested: { open: true } },
      },
    ],
    control: side,
    candidate: side,
    queries: {
      control: { bad: 'sum(increase(errors{version="v1"}[60s]))', total: 'sum(increase(requests{version="v1"}[60s]))' },
      candidate: { bad: 'sum(increase(errors{version="v2"}[60s]))', total: 'sum(increase(requests{version="v2"}[60s]))' },
    },
    warnings: ['partial response'],
  };
}

export function sampleLook(number: number, changes: Partial<Look> = {}): Look {
  const slotMs = START + number * 60_000;
  return {
    analysisId: 'a-1',
    slotMs,
    number,
    trigger: 'schedule',
    startedAtMs: slotMs + 20,
    finishedAtMs: slotMs + 310,
    configHash: shopConfig.hash,
    window: { startMs: START + 60_000, endMs: slotMs, stepMs: 60_000 },
    verdict: 'continue',
    score: 71.5,
    reason: 'errors-0 is undecided; about 14 more steps',
    reasons: ['errors-0 is undecided; about 14 more steps', 'errors-1 is undecided'],
    final: false,
    groups: [{ name: 'reliability', weight: 100, score: 71.5, logEValue: null }],
    metrics: Array.from({ length: 10 }, (_, index) => sampleMetric(index)),
    ...changes,
  };
}
