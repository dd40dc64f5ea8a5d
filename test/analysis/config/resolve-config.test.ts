import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { resolveConfig } from '../../../src/analysis/config/resolve-config.ts';
import type { AnalysisConfig } from '../../../src/model/config.ts';
import type { ConfigDocument } from '../../../src/model/config-document.ts';
import { type AnyDocument, configDocument, stubJudges } from '../../support/config-document.ts';

const resolve = (change: (spec: AnyDocument) => void = () => {}): AnalysisConfig => {
  const document = configDocument();
  change(document.spec);
  return resolveConfig(document as ConfigDocument, stubJudges);
};
const MINUTE = 60_000;

describe('resolveConfig', () => {
  it('fills every default in', () => {
    const { document, metrics, ...config } = resolve();
    const shared = {
      group: 'default',
      direction: 'increase',
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
    assert.deepEqual(document, configDocument());
    assert.deepEqual(metrics, [
      {
        ...shared,
        name: 'cpu',
        kind: 'gauge',
        parts: { value: 'cpu{${scope}}' },
        judge: { name: 'sequential', parameters: { gate: 'normal' } },
      },
      {
        ...shared,
        name: 'errors',
        kind: 'ratio',
        parts: { bad: 'bad{${scope}}', total: 'total{${scope}}' },
        judge: { name: 'ratio', parameters: {} },
        aggregate: 'sum',
      },
      {
        ...shared,
        name: 'restarts',
        kind: 'count',
        parts: { events: 'restarts{${scope}}' },
        judge: { name: 'count', parameters: {} },
        aggregate: 'sum',
      },
      {
        ...shared,
        name: 'latency',
        kind: 'histogram',
        parts: { buckets: 'latency{${scope}}' },
        judge: { name: 'histogram', parameters: { quantile: 0.99 } },
        aggregate: 'sum',
      },
    ]);
    assert.deepEqual(config, {
      name: 'checkout',
      hash: config.hash,
      mode: 'canary',
      source: 'prometheus',
      variables: { version: { pattern: '[A-Za-z0-9_.:/-]{1,253}' } },
      scopes: { control: 'version="${version}"', candidate: 'version="${version}"' },
      stepMs: MINUTE,
      delayMs: 15_000,
      warmUpMs: 0,
      cadence: { kind: 'interval', intervalMs: MINUTE },
      minDurationMs: 25 * MINUTE,
      maxDurationMs: 120 * MINUTE,
      onDeadline: 'rollback',
      alpha: 0.05,
      promoteAlpha: 0.05,
      groups: [{ name: 'default', weight: 100 }],
      thresholds: { pass: 95, marginal: 75 },
    });
  });

  const times: { name: string; spec: AnyDocument; config: Partial<AnalysisConfig> }[] = [
    {
      name: 'a long step moves min, and max with it',
      spec: { window: { step: '5m' } },
      config: { minDurationMs: 125 * MINUTE, maxDurationMs: 250 * MINUTE },
    },
    {
      name: 'a short max pulls the default min along',
      spec: { duration: { max: '20m' } },
      config: { minDurationMs: 20 * MINUTE, maxDurationMs: 20 * MINUTE },
    },
    {
      name: 'a min that is given stays',
      spec: { duration: { min: '90m' } },
      config: { minDurationMs: 90 * MINUTE, maxDurationMs: 180 * MINUTE },
    },
    { name: 'looks follow the step', spec: { window: { step: '30s' } }, config: { cadence: { kind: 'interval', intervalMs: 30_000 } } },
    { name: 'a schedule', spec: { schedule: '*/5 * * * *' }, config: { cadence: { kind: 'cron', expression: '*/5 * * * *' } } },
    { name: 'patience', spec: { rollbackOnNoData: '10m' }, config: { rollbackOnNoDataMs: 10 * MINUTE } },
    { name: 'one threshold', spec: { thresholds: { pass: 90 } }, config: { thresholds: { pass: 90, marginal: 75 } } },
  ];
  for (const { name, spec, config } of times)
    it(name, () => {
      const resolved = resolve((all) => Object.assign(all, spec));
      for (const [key, value] of Object.entries(config)) assert.deepEqual(resolved[key as keyof AnalysisConfig], value, key);
    });

  it('a muted metric is neither critical nor required', () => {
    const { critical, required, muted } = resolve((spec) => Object.assign(spec.metrics[0], { muted: true })).metrics[0]!;
    assert.deepEqual({ critical, required, muted }, { critical: false, required: false, muted: true });
  });

  it('groups keep the order of first use; weights are equal, or as given', () => {
    const grouped = (spec: AnyDocument): void => {
      Object.assign(spec.metrics[0], { group: 'system' });
    };
    assert.deepEqual(resolve(grouped).groups, [
      { name: 'system', weight: 50 },
      { name: 'default', weight: 50 },
    ]);
    const weighted = resolve((spec) => {
      grouped(spec);
      spec.groups = { default: { weight: 70 }, system: { weight: 30 } };
    });
    assert.deepEqual(weighted.groups, [
      { name: 'system', weight: 30 },
      { name: 'default', weight: 70 },
    ]);
  });

  it('the hash is of the canonical JSON: 16 hex digits of its SHA-256, whatever the order of keys', () => {
    const document = {
      apiVersion: 'serinus.dev/v1',
      kind: 'CanaryAnalysis',
      metadata: { name: 'a' },
      spec: { scopes: { control: 'c', candidate: 'd' }, metrics: [] },
    };
    const canonical =
      '{"apiVersion":"serinus.dev/v1","kind":"CanaryAnalysis","metadata":{"name":"a"},"spec":{"metrics":[],"scopes":{"candidate":"d","control":"c"}}}';
    const expected = createHash('sha256').update(canonical).digest('hex').slice(0, 16);
    const { apiVersion, kind, metadata, spec } = document as unknown as ConfigDocument;
    assert.equal(resolveConfig({ apiVersion, kind, metadata, spec }, stubJudges).hash, expected);
    assert.equal(
      resolveConfig({ spec: { metrics: spec.metrics, scopes: spec.scopes! }, metadata, kind, apiVersion }, stubJudges).hash,
      expected,
    );
    assert.notEqual(
      resolve((all) => Object.assign(all, { alpha: 0.05 })).hash,
      resolve().hash,
      'a default that is written down is another document',
    );
  });

  const refusals: { name: string; judge: unknown; message: RegExp }[] = [
    {
      name: 'a judge that is not loaded',
      judge: 'gone',
      message: /metric cpu: no judge is named "gone"; there are sequential, ratio, divergence, slo, drift, count, histogram/,
    },
    { name: 'a judge of another kind', judge: 'count', message: /metric cpu: the judge count judges count, not gauge/ },
    {
      name: 'a bad parameter',
      judge: { name: 'sequential', parameters: { gate: 'open' } },
      message: /metric cpu, judge sequential: gate must be "normal" or "strict"/,
    },
  ];
  for (const { name, judge, message } of refusals)
    it(`refuses ${name}`, () =>
      assert.throws(() => resolve((spec) => Object.assign(spec.metrics[0], { judge })), { code: 'BAD_INPUT', message }));
});
