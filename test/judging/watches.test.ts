import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { hardLimitJudgement } from '../../src/judging/hard-limit.ts';
import { missingDataJudgement } from '../../src/judging/missing-data.ts';
import type { Direction, HardLimit } from '../../src/model/config.ts';
import type { PairData } from '../../src/model/metric-data.ts';

const gaugePair = (control: readonly number[], candidate: readonly number[]): PairData => ({
  kind: 'gauge',
  control: { kind: 'gauge', values: Float64Array.from(control) },
  candidate: { kind: 'gauge', values: Float64Array.from(candidate) },
});
const _ = Number.NaN;

describe('hardLimitJudgement', () => {
  const cases: readonly {
    readonly name: string;
    readonly limit: HardLimit;
    readonly candidate: readonly number[];
    readonly control?: readonly number[];
    readonly direction?: Direction;
    readonly says: 'high' | 'low' | undefined;
  }[] = [
    { name: 'three in a row above', limit: { above: 5, steps: 3 }, candidate: [1, 6, 6, 6], says: 'high' },
    { name: 'two in a row above', limit: { above: 5, steps: 3 }, candidate: [1, 6, 6, 1], says: undefined },
    { name: 'the bound itself is kept', limit: { above: 5, steps: 1 }, candidate: [5, 5], says: undefined },
    { name: 'a missing step ends the row', limit: { above: 5, steps: 3 }, candidate: [6, 6, _, 6], says: undefined },
    { name: 'an outage that healed is still one', limit: { above: 5, steps: 2 }, candidate: [9, 9, 1, 1, 1], says: 'high' },
    { name: 'an infinite value is beyond every bound', limit: { above: 5, steps: 1 }, candidate: [1, Infinity], says: 'high' },
    { name: 'below', limit: { below: 2, steps: 2 }, candidate: [3, 1, 1], says: 'low' },
    { name: 'so many times the control', limit: { ratio: 3, steps: 2 }, candidate: [4, 4], control: [1, 1], says: 'high' },
    { name: 'exactly so many times', limit: { ratio: 3, steps: 2 }, candidate: [3, 3], control: [1, 1], says: undefined },
    { name: 'a control of nothing bounds nothing', limit: { ratio: 3, steps: 1 }, candidate: [9, 9], control: [0, 0], says: undefined },
    {
      name: 'a third of the control, where less is harm',
      limit: { ratio: 3, steps: 2 },
      candidate: [0.3, 0.3],
      control: [1, 1],
      direction: 'decrease',
      says: 'low',
    },
    {
      name: 'a third of the control, where more is harm',
      limit: { ratio: 3, steps: 2 },
      candidate: [0.3, 0.3],
      control: [1, 1],
      says: undefined,
    },
    { name: 'nothing at all', limit: { above: 5, steps: 1 }, candidate: [], says: undefined },
  ];
  for (const { name, limit, candidate, control, direction, says } of cases) {
    it(name, () => {
      const pair = gaugePair(control ?? candidate.map(() => 1), candidate);
      assert.equal(hardLimitJudgement('m', pair, limit, direction ?? 'increase')?.classification, says);
    });
  }

  it('is held against the rate of a ratio, where there was traffic', () => {
    const pair: PairData = {
      kind: 'ratio',
      control: { kind: 'ratio', bad: Float64Array.of(0, 0, 0), total: Float64Array.of(9, 9, 9) },
      candidate: { kind: 'ratio', bad: Float64Array.of(6, 0, 6), total: Float64Array.of(10, 0, 10) },
    };
    assert.equal(hardLimitJudgement('m', pair, { above: 0.5, steps: 2 }, 'increase'), undefined);
    const judged = hardLimitJudgement('m', pair, { above: 0.5, steps: 1 }, 'increase');
    assert.equal(judged?.reason, 'm: beyond its hard limit (above 0.5) for 1 steps in a row, the last at 0.6, control 0');
    assert.equal(judged?.score, 0);
  });
});

describe('missingDataJudgement', () => {
  const ones = (n: number): number[] => Array.from({ length: n }, () => 1);
  const gaps = (n: number): number[] => Array.from({ length: n }, () => _);
  // With equal chances on both sides and only candidate gaps, 7 prove it at 0.05 and 9 at 0.01 (method of the mixture e-value).
  const cases = [
    { name: '6 gaps in a row are not enough at 0.05', control: ones(16), candidate: [...ones(10), ...gaps(6)], alpha: 0.05, proven: false },
    {
      name: 'steps that neither side has yet, of a late source, hide nothing',
      control: [...ones(17), ...gaps(5)],
      candidate: [...ones(10), ...gaps(12)],
      alpha: 0.05,
      proven: true,
    },
    { name: '7 are', control: ones(17), candidate: [...ones(10), ...gaps(7)], alpha: 0.05, proven: true },
    { name: '8 are not enough at 0.01', control: ones(18), candidate: [...ones(10), ...gaps(8)], alpha: 0.01, proven: false },
    {
      name: '6 infinite steps and a gap are 7 without a measurement',
      control: ones(17),
      candidate: [...ones(10), ...Array.from({ length: 6 }, () => Number.POSITIVE_INFINITY), _],
      alpha: 0.05,
      proven: true,
      says: /: 7 steps that the control has are missing or, 6 of them, infinite, 0 the other way round$/,
    },
    {
      name: 'infinite on both sides says nothing of the candidate',
      control: Array.from({ length: 20 }, () => Number.NEGATIVE_INFINITY),
      candidate: Array.from({ length: 20 }, () => Number.POSITIVE_INFINITY),
      alpha: 0.05,
      proven: false,
    },
    { name: '9 are', control: ones(19), candidate: [...ones(10), ...gaps(9)], alpha: 0.01, proven: true },
    {
      name: 'it reports again: what was missing is over',
      control: ones(30),
      candidate: [...gaps(20), ...ones(10)],
      alpha: 0.05,
      proven: false,
    },
    { name: 'both sides missing says nothing of the candidate', control: gaps(20), candidate: gaps(20), alpha: 0.05, proven: false },
    {
      name: 'gaps on both sides alike',
      control: [...gaps(10), ...ones(10)],
      candidate: [...ones(10), ...gaps(10)],
      alpha: 0.05,
      proven: false,
    },
    { name: 'no steps yet', control: [], candidate: [], alpha: 0.05, proven: false },
  ];
  for (const { name, control, candidate, alpha, proven, says = /the candidate stopped reporting: .* are missing, / } of cases) {
    it(name, () => {
      const judged = missingDataJudgement('m', gaugePair(control, candidate), alpha);
      assert.equal(judged?.classification, proven ? 'nodata' : undefined);
      if (proven) assert.match(judged!.reason, says);
    });
  }
});
