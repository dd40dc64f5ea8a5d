import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contrastJudgement } from '../../src/judging/contrast-report.ts';
import { effectsOf } from '../../src/judging/effects-of.ts';
import { judgeContrasts } from '../../src/judging/judge-contrasts.ts';
import type { Effect } from '../../src/model/judgement.ts';
import { assertClose } from '../support/assert-close.ts';
import { seeded } from '../support/random.ts';

const effect: Effect = { name: 'index', scale: 'index', estimate: 0.1, lower: 0, upper: 0.2, tolerance: 0.3 };

describe('all effects of a judgement', () => {
  it('are those of its contrasts, read as the decisive one is', () => {
    const random = seeded(4);
    const contrast = (name: string, mean: number) =>
      ({
        name,
        scale: 'logRatio',
        values: Float64Array.from({ length: 40 }, () => mean + 0.05 * random.normal()),
        limits: { above: 0.1 },
      }) as const;
    const plan = { alpha: 0.05, promoteAlpha: 0.05, minSamples: 10, stepsLeft: 0, trailingWindow: false };
    const judgement = contrastJudgement('latency', judgeContrasts([contrast('p50', 0), contrast('p99', 0.08)], plan));
    assert.equal(judgement.effect?.name, 'p99');
    const effects = effectsOf(judgement);
    assert.deepEqual(effects[1], judgement.effect);
    assert.deepEqual([effects[0]!.name, effects[0]!.scale, effects[0]!.tolerance], ['p50', 'relative', null]);
    const { lower, estimate, upper } = effects[0]!;
    assert.ok(lower! < estimate && estimate < upper!);
    const [p50] = judgement.evidence!.contrasts as unknown as { readonly estimate: number }[];
    assertClose(estimate, Math.exp(p50!.estimate) - 1, 1e-12);
  });

  const cases = [
    { name: 'none where nothing was measured', judgement: {}, effects: [] },
    { name: 'the one there is', judgement: { effect }, effects: [effect] },
    {
      name: 'the one there is beside contrasts that are not what it rests on',
      judgement: { effect, evidence: { contrasts: [{ name: 'mean', estimate: 1, lower: 0, upper: 2 }] } },
      effects: [effect],
    },
    { name: 'the one there is beside evidence of another kind', judgement: { effect, evidence: { contrasts: 'two' } }, effects: [effect] },
    {
      name: 'without a contrast that has no estimate, and bounds as they are',
      judgement: {
        effect,
        evidence: {
          contrasts: [
            { name: 'share', contrast: 'absolute', estimate: 0.5, lower: null, upper: 1 },
            { name: 'p99', contrast: 'logRatio', estimate: null, lower: null, upper: null },
          ],
        },
      },
      effects: [{ name: 'share', scale: 'absolute', estimate: 0.5, lower: null, upper: 1, tolerance: null }],
    },
  ] as const;
  for (const { name, judgement, effects } of cases) it(name, () => assert.deepEqual(effectsOf(judgement), effects));
});
