import assert from 'node:assert/strict';
import type { AnalysisProgress, Store } from '../../src/analysis/ports/store.ts';
import type { Analysis, Look } from '../../src/model/analysis.ts';
import type { MetricRecord } from '../../src/model/metric-record.ts';
import type { NoiseProfile } from '../../src/model/noise-profile.ts';

/** 2026-01-01T00:00:00Z: any moment would do. */
export const T0 = Date.UTC(2026, 0, 1);
export const STEP_MS = 60_000;

/** A running analysis before its first look. `id` is also its key unless another is given. */
export function sampleAnalysis(id: string, changes: Partial<Analysis> = {}): Analysis {
  return {
    id,
    key: id,
    configName: 'checkout',
    configHash: '0123456789abcdef',
    config: {
      apiVersion: 'serinus.dev/v1',
      kind: 'CanaryAnalysis',
      metadata: { name: 'checkout' },
      spec: {
        scopes: { control: 'version="${version}"', candidate: 'version="${version}"' },
        metrics: [{ name: 'latency', kind: 'gauge', direction: 'increase', query: 'latency{${scope}}', tolerance: { ratio: 0.1 } }],
      },
    },
    control: { version: 'v1', zone: 'a' },
    candidate: { version: 'v2', zone: 'a' },
    startMs: T0,
    createdAtMs: T0,
    status: 'running',
    verdict: 'continue',
    score: null,
    reason: 'no look yet',
    lastSlotMs: null,
    nextSlotMs: T0 + STEP_MS,
    looks: 0,
    endedAtMs: null,
    ...changes,
  };
}

/** The look number `number` of the analysis, one step after the one before it. */
export function sampleLook(analysisId: string, number: number, changes: Partial<Look> = {}): Look {
  const slotMs = T0 + number * STEP_MS;
  return {
    analysisId,
    slotMs,
    number,
    trigger: 'schedule',
    startedAtMs: slotMs,
    finishedAtMs: slotMs + 12,
    configHash: '0123456789abcdef',
    window: { startMs: T0, endMs: slotMs, stepMs: STEP_MS },
    verdict: 'continue',
    score: 50,
    reason: `latency is undecided after ${number} steps`,
    reasons: [`latency is undecided after ${number} steps`],
    final: false,
    groups: [{ name: 'default', weight: 100, score: 50, logEValue: null }],
    metrics: [],
    ...changes,
  };
}

/** How the analysis stands after the look. */
export function sampleProgress(look: Look, changes: Partial<AnalysisProgress> = {}): AnalysisProgress {
  return {
    status: look.final ? 'finished' : 'running',
    verdict: look.verdict,
    score: look.score,
    reason: look.reason,
    lastSlotMs: look.slotMs,
    nextSlotMs: look.final ? null : look.slotMs + STEP_MS,
    looks: look.number,
    endedAtMs: look.final ? look.finishedAtMs : null,
    ...changes,
  };
}

/** Saves the first `count` looks of the analysis, without series. */
export async function addLooks(store: Store, analysisId: string, count: number): Promise<void> {
  for (let number = 1; number <= count; number++) {
    const look = sampleLook(analysisId, number);
    assert.equal(await store.saveLook(look, [], sampleProgress(look)), true);
  }
}

/** A gauge with the given values on both sides. */
export function gaugeRecord(metric: string, control: Float64Array, candidate: Float64Array): MetricRecord {
  return {
    metric,
    labels: {},
    outcome: {
      kind: 'data',
      data: { kind: 'gauge', control: { kind: 'gauge', values: control }, candidate: { kind: 'gauge', values: candidate } },
    },
    queries: { control: { value: `${metric}{version="v1"}` }, candidate: { value: `${metric}{version="v2"}` } },
    warnings: [],
  };
}

/** Values that differ from step to step and are the same for the same seed (a linear congruential generator, Numerical Recipes). */
export function seededValues(seed: number, length: number): Float64Array {
  let state = seed >>> 0;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return 100 + state / 2 ** 30;
  });
}

/** A noise profile of white noise with a standard deviation of 0.1. */
export function sampleProfile(changes: Partial<NoiseProfile> = {}): NoiseProfile {
  const weight = [1, ...Array.from({ length: 96 }, () => 0)];
  return {
    version: 1,
    metric: 'latency',
    contrast: 'logRatio',
    stepMs: STEP_MS,
    queryHash: 'fedcba9876543210',
    fittedAtMs: T0,
    n: 720,
    segments: 1,
    mad: 0.1,
    weight,
    variance: weight.map(() => 0.01),
    meanVariance: 0.01,
    ...changes,
  };
}
