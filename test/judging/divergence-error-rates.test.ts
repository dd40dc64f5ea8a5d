import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Setting, simulateDivergence as simulate } from './divergence-runs.ts';

/** Three standard errors of a share: what a simulation of this size may be off by. */
const slack = (share: number, runs: number): number => 3 * Math.sqrt((share * (1 - share)) / runs);

describe('chance of a wrong answer of the divergence judge over 100 looks, the truth on the limit, at error level 0.05', () => {
  const nulls: readonly (readonly [name: string, setting: Setting, wrong: 'high' | 'pass'])[] = [
    ['harm: 10 % of 100 pairs a step', { runs: 60, rate: 0.1, pairs: 100 }, 'high'],
    ['harm: 10 % of 5 pairs a step', { runs: 60, rate: 0.1, pairs: 5 }, 'high'],
    ['harm: 10 % that wanders at 0.5', { runs: 80, rate: 0.1, pairs: 100, wander: { deviation: 0.3, phi: 0.5 } }, 'high'],
    ['harm: 10 % that wanders at 0.8', { runs: 120, rate: 0.1, pairs: 100, wander: { deviation: 0.3, phi: 0.8 } }, 'high'],
    ['harm: 10 % above a noise of 20 %', { runs: 150, rate: 0.1, noise: 0.2, pairs: 100 }, 'high'],
    ['pass: 1 % of 300 pairs a step', { runs: 60, rate: 0.01, pairs: 300 }, 'pass'],
    ['pass: 1 % above a noise of 5 %', { runs: 150, rate: 0.01, noise: 0.05, pairs: 300 }, 'pass'],
  ];
  for (const [name, setting, wrong] of nulls)
    it(name, () => {
      const share = simulate(1, setting)[wrong];
      assert.ok(share <= 0.05 + slack(0.05, setting.runs), `${share}`);
    });

  it('a candidate that is one more control is never harm, however noisy', () => {
    assert.equal(simulate(2, { runs: 100, rate: 0, noise: 0.3, pairs: 100 }).high, 0);
  });
});

describe('chance of the right answer of the divergence judge within 100 looks', () => {
  // Lower limits: the true shares are 1, 1, 1 and about 0.99.
  const cases: readonly (readonly [name: string, setting: Setting, right: 'high' | 'pass'])[] = [
    ['0.2 % of 1000 pairs a step is safe', { runs: 40, rate: 0.002, pairs: 1000 }, 'pass'],
    ['20 % of 100 pairs a step is harm', { runs: 100, rate: 0.2, pairs: 100 }, 'high'],
    ['20 % above a noise of 20 % is harm', { runs: 100, rate: 0.2, noise: 0.2, pairs: 100 }, 'high'],
    ['30 % from step 50 on is harm', { runs: 40, rate: 0.3, pairs: 100, from: 50 }, 'high'],
  ];
  for (const [name, setting, right] of cases)
    it(name, () => {
      const share = simulate(3, setting)[right];
      assert.ok(share >= 0.97 - slack(0.97, setting.runs), `${share}`);
    });
});
