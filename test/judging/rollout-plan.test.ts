import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { rolloutPlan } from '../../src/judging/rollout-plan.ts';
import { parseDuration } from '../../src/model/duration.ts';
import type { RolloutPlan } from '../../src/model/rollout-plan.ts';

const BANDS = { safe: 0.01, investigate: 0.05, edgeCases: 0.1 };

describe('the rollout plan', () => {
  // By hand: the first weight is 0.0005 over the bound, of 100; below half of safe it grows by 5, in safe by 3, beyond by 2.
  const cases: readonly { readonly name: string; readonly upper: number; readonly text: string }[] = [
    { name: 'bold where hardly anything diverges', upper: 0.0002, text: '50 % for 30m, then all' },
    { name: 'bold below half of what is safe', upper: 0.0045, text: '11 % for 30m, 55 % for 30m, then all' },
    { name: 'slower in the rest of it', upper: 0.008, text: '6 % for 1h, 18 % for 1h, 54 % for 1h, then all' },
    {
      name: 'cautious beyond',
      upper: 0.03,
      text: '1 % for 4h, 2 % for 4h, 4 % for 4h, 8 % for 4h, 16 % for 4h, 32 % for 4h, 64 % for 4h, then all',
    },
  ];
  for (const { name, upper, text } of cases) it(name, () => assert.equal(rolloutPlan({ estimate: 0, upper }, BANDS).text, text));

  it('says what it rests on, and itself in the words of either tool', () => {
    const plan = rolloutPlan({ estimate: 0.0021, upper: 0.008 }, BANDS);
    assert.equal(plan.why, 'divergence 0.21 %, proven below 0.8 %: at 6 % of the traffic at most 0.048 % of all answers are other ones');
    assert.deepEqual(plan.argo, [
      { setWeight: 6 },
      { pause: { duration: '1h' } },
      { setWeight: 18 },
      { pause: { duration: '1h' } },
      { setWeight: 54 },
      { pause: { duration: '1h' } },
      { setWeight: 100 },
    ]);
    assert.deepEqual(plan.flagger, { interval: '60m', stepWeights: [6, 18, 54] });
  });

  const rate = fc.double({ min: 0, max: 1, noNaN: true });
  it('is never bolder for a higher bound: no step larger, no pause shorter, no sooner at its end', () => {
    fc.assert(
      fc.property(rate, rate, (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((upper) => rolloutPlan({ estimate: 0, upper }, BANDS));
        const weightAt = ({ steps }: RolloutPlan, i: number): number => steps[i]?.weight ?? 100;
        for (const [i, { weight }] of more!.steps.entries()) assert.ok(weight <= weightAt(less!, i));
        assert.ok(pauseOf(less!) <= pauseOf(more!) && less!.steps.length <= more!.steps.length);
      }),
    );
  });

  it('rises to all of the traffic, and risks little at first', () => {
    fc.assert(
      fc.property(rate, (upper) => {
        const { steps } = rolloutPlan({ estimate: upper / 2, upper }, BANDS);
        const weights = steps.map(({ weight }) => weight);
        assert.deepEqual(
          weights,
          [...new Set(weights)].sort((a, b) => a - b),
        );
        assert.equal(weights.at(-1), 100);
        // One per cent is the least there is.
        assert.ok(weights[0] === 1 || (weights[0]! / 100) * upper <= 0.0005 + 1e-12);
      }),
    );
  });

  const pauseOf = ({ steps }: RolloutPlan): number => parseDuration(steps[0]!.pause);
});
