import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import traffic from '../../judges/traffic.ts';
import type { JudgeInput } from '../../src/judging/judge.ts';
import type { Mode } from '../../src/model/config.ts';
import { seeded } from '../support/random.ts';

/** Poisson requests a step on both sides. */
function input(
  perStep: { control: number; candidate: number },
  { steps, mode = 'canary' }: { steps: number; mode?: Mode },
): JudgeInput<'count'> {
  const random = seeded(7);
  const side = (mean: number) => ({
    kind: 'count' as const,
    events: Float64Array.from({ length: steps }, () => random.poisson(mean)),
    exposure: new Float64Array(steps).fill(60),
  });
  return {
    metric: 'traffic',
    kind: 'count',
    mode,
    direction: 'either',
    tolerance: { ratio: 0.2 },
    alpha: 0.05,
    promoteAlpha: 0.05,
    minSamples: 10,
    stepMs: 60_000,
    stepsLeft: 100,
    data: { kind: 'count', control: side(perStep.control), candidate: side(perStep.candidate) },
  };
}

describe('traffic', () => {
  const cases = [
    { name: 'a tenth as configured', perStep: { control: 900, candidate: 100 }, share: 0.1, says: 'pass' },
    { name: 'a twentieth where a tenth was configured', perStep: { control: 950, candidate: 50 }, share: 0.1, says: 'low' },
    { name: 'a fifth where a tenth was configured', perStep: { control: 800, candidate: 200 }, share: 0.1, says: 'high' },
    { name: 'no traffic at all', perStep: { control: 1000, candidate: 0 }, share: 0.1, says: 'low' },
    { name: 'all mirrored', perStep: { control: 500, candidate: 500 }, share: 1, mode: 'shadow', says: 'pass' },
    { name: 'half mirrored where all should be', perStep: { control: 500, candidate: 250 }, share: 1, mode: 'shadow', says: 'low' },
    { name: 'too few requests to tell within the tolerance', perStep: { control: 9, candidate: 1 }, share: 0.1, says: 'undecided' },
  ] as const;
  for (const { name, perStep, share, says, ...rest } of cases) {
    it(`${name}: ${says}`, () => {
      const judged = traffic.judge(input(perStep, { steps: 40, ...('mode' in rest ? { mode: rest.mode } : {}) }), { share });
      assert.equal(judged.classification, says, judged.reason);
    });
  }

  it('a share that leaves nothing to the control is refused', () => {
    assert.throws(() => traffic.judge(input({ control: 1, candidate: 1 }, { steps: 20 }), { share: 1 }), {
      name: 'RangeError',
      message: /leaves the control/,
    });
  });
});
