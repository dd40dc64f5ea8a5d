import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import spread from '../../judges/spread.ts';
import { noise } from '../judging/contrast-noise.ts';
import { gaugeInput } from './gauge-input.ts';

const level = (seed: number, sd: number, steps = 100): Float64Array => noise(seed, { steps, sd }).map((value) => 100 * Math.exp(value));

describe('spread', () => {
  const cases: [name: string, control: ArrayLike<number>, candidate: ArrayLike<number>, classification: string][] = [
    ['five times as unsteady', level(1, 0.05), level(2, 0.25), 'high'],
    ['as unsteady as the control', level(1, 0.05), level(2, 0.05), 'pass'],
    ['a higher level alone is no spread', level(1, 0.05), level(2, 0.05).map((value) => 3 * value), 'pass'],
    ['steadier', level(1, 0.25), level(2, 0.05), 'pass'],
    ['values around zero', noise(3, { steps: 100, sd: 1 }), noise(4, { steps: 100, sd: 6 }), 'high'],
    ['both never move', new Array(40).fill(1), new Array(40).fill(2), 'pass'],
    ['a control that never moves', new Array(40).fill(1), level(2, 0.05, 40), 'undecided'],
    ['too few steps', level(1, 0.05, 9), level(2, 0.5, 9), 'nodata'],
  ];
  for (const [name, control, candidate, classification] of cases) {
    it(name, () => {
      const judgement = spread.judge(gaugeInput(control, candidate), { ratio: 1.5 });
      assert.equal(judgement.classification, classification, judgement.reason);
    });
  }

  it('shows how many times as unsteady', () => {
    const { effect, reason } = spread.judge(gaugeInput(level(1, 0.05), level(2, 0.25)), { ratio: 1.5 });
    // Five times as unsteady is 400 % more.
    assert.ok(effect!.lower! < 4 && effect!.upper! > 4);
    assert.match(reason, /spread ratio .* against 50 % allowed/);
  });
});
