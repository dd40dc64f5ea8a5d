import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import slo from '../../judges/slo.ts';
import type { JudgeInput, Slo } from '../../src/judge-kit.ts';
import { noise } from '../judging/contrast-noise.ts';
import { seeded } from '../support/random.ts';
import { gaugeInput } from './gauge-input.ts';

const silent = new Array<number>(60).fill(Number.NaN);

describe('slo of a gauge', () => {
  const latency = noise(1, { steps: 60, sd: 0.1 }).map((value) => 100 * Math.exp(value));
  const signed = noise(2, { steps: 60, sd: 1, mean: -5 });
  const cases: [name: string, values: Float64Array, objective: Slo, classification: string][] = [
    ['well below an upper objective', latency, { op: '<', value: 150 }, 'pass'],
    ['well above an upper objective', latency, { op: '<=', value: 70 }, 'high'],
    ['well below a lower objective', latency, { op: '>', value: 150 }, 'low'],
    ['well above a lower objective', latency, { op: '>=', value: 70 }, 'pass'],
    ['on the objective', latency, { op: '<', value: 100 }, 'undecided'],
    ['negative values, kept', signed, { op: '<', value: -2 }, 'pass'],
    ['negative values, broken', signed, { op: '<', value: -8 }, 'high'],
    ['constantly on the objective', new Float64Array(20).fill(3), { op: '<=', value: 3 }, 'pass'],
    ['constantly beyond', new Float64Array(20).fill(4), { op: '<=', value: 3 }, 'high'],
    ['too few values', latency.subarray(0, 9), { op: '<', value: 150 }, 'nodata'],
  ];
  for (const [name, values, objective, classification] of cases) {
    it(name, () => {
      const judgement = slo.judge(gaugeInput(silent.slice(0, values.length), values, { slo: objective }), {});
      assert.equal(judgement.classification, classification);
      assert.equal(judgement.everyLook, true);
    });
  }

  it('finds an objective broken late', () => {
    const values = noise(3, { steps: 90, sd: 0.1 }).map((value, i) => (i < 50 ? 100 : 200) * Math.exp(value));
    assert.equal(slo.judge(gaugeInput(silent, values, { slo: { op: '<', value: 150 } }), {}).classification, 'high');
  });

  it('throws without an objective', () => assert.throws(() => slo.judge(gaugeInput(latency, latency), {}), /no slo/));
});

describe('slo of a ratio', () => {
  const input = (bad: number[], total: number[], objective: Slo): JudgeInput<'ratio'> => {
    const side = { kind: 'ratio', bad: Float64Array.from(bad), total: Float64Array.from(total) } as const;
    const { data: _, kind: __, ...rest } = gaugeInput([], [], { metric: 'errors', slo: objective });
    return { ...rest, kind: 'ratio', data: { kind: 'ratio', control: side, candidate: side } };
  };
  const random = seeded(7);
  const draws = (rate: number, requests: number, steps: number): [number[], number[]] => [
    Array.from({ length: steps }, () => Math.min(requests, random.poisson(rate * requests))),
    new Array<number>(steps).fill(requests),
  ];
  const cases: [name: string, data: [number[], number[]], objective: Slo, classification: string][] = [
    ['1 % against 5 %, many requests', draws(0.01, 1000, 60), { op: '<', value: 0.05 }, 'pass'],
    ['5 % against 1 %, many requests', draws(0.05, 1000, 60), { op: '<', value: 0.01 }, 'high'],
    ['on the objective', draws(0.01, 1000, 60), { op: '<', value: 0.01 }, 'undecided'],
    ['no errors in too few requests to know', [new Array(20).fill(0), new Array(20).fill(10)], { op: '<', value: 0.001 }, 'undecided'],
    ['no errors in enough requests', [new Array(20).fill(0), new Array(20).fill(100)], { op: '<', value: 0.01 }, 'pass'],
    [
      'few errors where hardly any may be',
      [[...new Array(11).fill(0), 4, 0, 5], new Array(14).fill(100)],
      { op: '<', value: 0.0001 },
      'high',
    ],
    ['one error where none may be', [[...new Array(11).fill(0), 1], new Array(12).fill(100)], { op: '<=', value: 0 }, 'high'],
    ['successes below what they must reach', draws(0.5, 100, 60), { op: '>=', value: 0.9 }, 'low'],
    ['no requests at all', [new Array(20).fill(0), new Array(20).fill(0)], { op: '<', value: 0.01 }, 'nodata'],
    ['too few steps', draws(0.5, 100, 9), { op: '<', value: 0.01 }, 'nodata'],
  ];
  for (const [name, data, objective, classification] of cases) {
    it(name, () => {
      const judgement = slo.judge(input(...data, objective), {});
      assert.equal(judgement.classification, classification, judgement.reason);
      if (classification === 'pass') assert.equal(judgement.score, 100);
      else if (classification === 'high' || classification === 'low') assert.equal(judgement.score, 0);
      else assert.ok(judgement.score === undefined || (judgement.score > 0 && judgement.score < 100));
    });
  }
});
