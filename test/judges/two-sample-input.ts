import assert from 'node:assert/strict';
import type { JudgeInput, Judgement } from '../../src/judge-kit.ts';
import { normalQuantileUpper } from '../../src/stats/normal.ts';

/** `count` values spread like a normal distribution, without ties, in a scrambled order that `start` moves. */
export function spreadValues(
  count: number,
  { mean, sd, start }: { readonly mean: number; readonly sd: number; readonly start: number },
): number[] {
  return Array.from({ length: count }, (_, i) => mean + sd * normalQuantileUpper((start + i * 0.6180339887498949) % 1));
}

/** Input of a gauge judge whose two sides need not be equally long: the shorter one has missing steps at its end. */
export function twoSampleInput(
  control: readonly number[],
  candidate: readonly number[],
  more: Partial<Omit<JudgeInput<'gauge'>, 'data'>> = {},
): JudgeInput<'gauge'> {
  const steps = Math.max(control.length, candidate.length);
  const side = (values: readonly number[]) => ({
    kind: 'gauge' as const,
    values: Float64Array.from({ length: steps }, (_, i) => values[i] ?? Number.NaN),
  });
  return {
    metric: 'p99',
    kind: 'gauge',
    mode: 'canary',
    direction: 'increase',
    tolerance: { ratio: 0.1 },
    alpha: 0.025,
    promoteAlpha: 0.05,
    minSamples: 10,
    stepMs: 60_000,
    stepsLeft: 100,
    data: { kind: 'gauge', control: side(control), candidate: side(candidate) },
    ...more,
  };
}

/** What holds for every judgement whose level holds for one look: it says so, score and classification agree, every number is one. */
export function assertOneLook(judgement: Judgement): void {
  const { classification, score, reason } = judgement;
  assert.equal(judgement.everyLook, false);
  assert.equal(judgement.evidence?.levelHolds, 'one look');
  assert.equal(score === 100, classification === 'pass', reason);
  assert.equal(score === 0, classification === 'high' || classification === 'low', reason);
  assert.doesNotMatch(reason, /NaN|Infinity|undefined/);
  JSON.stringify(judgement, (key, value: unknown) => {
    if (typeof value === 'number') assert.ok(Number.isFinite(value), `${key} is ${value}: ${reason}`);
    return value;
  });
}
