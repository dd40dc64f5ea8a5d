import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Contrast } from '../../src/judging/contrast.ts';
import { type GaugeContrastRequest, gaugeContrast, gaugeLimits, relativeTolerance } from '../../src/judging/gauge-contrast.ts';
import { assertClose } from '../support/assert-close.ts';

const request = (control: number[], candidate: number[], more: Partial<GaugeContrastRequest> = {}): GaugeContrastRequest => ({
  choice: 'auto',
  direction: 'increase',
  tolerance: { ratio: 0.1 },
  control: Float64Array.from(control),
  candidate: Float64Array.from(candidate),
  ...more,
});
const made = (...args: Parameters<typeof request>): Contrast => {
  const contrast = gaugeContrast(request(...args));
  assert.ok(!('refusal' in contrast));
  return contrast;
};
const mean = (values: Float64Array): number => {
  const there = values.filter(Number.isFinite);
  return there.reduce((sum, value) => sum + value, 0) / there.length;
};

describe('gaugeContrast', () => {
  it('is the log ratio of positive values', () => {
    const { scale, values } = made([1, 2, 4], [2, 2, 2]);
    assert.equal(scale, 'logRatio');
    assert.deepEqual([...values], [Math.log(2), 0, -Math.log(2)]);
  });

  for (const [name, control, candidate] of [
    ['a zero on one side', [1, 2, 3], [0, 2, 5]],
    ['a negative value', [1, -2, 6], [2, 2, 3]],
    ['a mean below zero', [-1, -2, -6], [-2, -2, -3]],
  ] as const) {
    it(`falls back to the relative difference for the whole run: ${name}`, () => {
      const { scale, values } = made([...control], [...candidate]);
      assert.equal(scale, 'relative');
      const level = mean(Float64Array.from(control));
      assertClose(mean(values), (mean(Float64Array.from(candidate)) - level) / Math.abs(level), 1e-12);
    });
  }

  it('keeps the place of a step that one side misses, and takes an infinite value for missing', () => {
    const { scale, values } = made([1, Number.NaN, 1, 1], [2, 2, Infinity, 2]);
    assert.equal(scale, 'logRatio');
    assert.deepEqual([...values], [Math.log(2), Number.NaN, Number.NaN, Math.log(2)]);
  });

  it('a zero that has no partner does not change the contrast', () => assert.equal(made([1, 0], [1, Number.NaN]).scale, 'logRatio'));

  it('is the plain difference for an absolute tolerance', () => {
    const { scale, values, limits } = made([1, 2], [3, -2], { tolerance: { absolute: 0.5 } });
    assert.equal(scale, 'absolute');
    assert.deepEqual([...values], [2, -4]);
    assert.deepEqual(limits, { above: 0.5 });
  });

  it('finds no difference where both sides are always 0', () => assert.deepEqual([...made([0, 0], [0, 0]).values], [0, 0]));

  it('cannot say how much more than 0 something is', () => {
    const contrast = gaugeContrast(request([0, 0], [1, 0]));
    assert.ok('refusal' in contrast);
    assert.match(contrast.refusal, /absolute tolerance/);
  });

  it('survives numbers at the ends of the scale', () => assert.ok(made([1e-300, 1e300], [1e300, 1e-300]).values.every(Number.isFinite)));
});

describe('gaugeLimits', () => {
  const tolerance = { ratio: 0.2 };
  it('a rise to 1.2 times or a fall to 0.8 times is harmless at 20 %', () => {
    assert.deepEqual(gaugeLimits('logRatio', { direction: 'increase', tolerance }), { above: Math.log1p(0.2) });
    assert.deepEqual(gaugeLimits('logRatio', { direction: 'decrease', tolerance }), { below: -Math.log1p(-0.2) });
    assert.deepEqual(gaugeLimits('relative', { direction: 'either', tolerance }), { above: 0.2, below: 0.2 });
  });

  it('refuses a tolerance that allows any decrease, and one without the part that is needed', () => {
    assert.throws(() => gaugeLimits('logRatio', { direction: 'decrease', tolerance: { ratio: 1 } }), /any decrease/);
    assert.throws(() => gaugeLimits('absolute', { direction: 'decrease', tolerance }), /no absolute part/);
    assert.throws(() => gaugeLimits('relative', { direction: 'decrease', tolerance: { absolute: 1 } }), /no ratio part/);
  });
});

describe('relativeTolerance', () => {
  const ten = new Float64Array(10).fill(50);
  const cases: [name: string, control: Float64Array, tolerance: { ratio?: number; absolute?: number }, expected: number | undefined][] = [
    ['a ratio is one', ten, { ratio: 0.1 }, 0.1],
    ['an absolute one by the level of the control', ten, { absolute: 5 }, 0.1],
    ['by its first ten values only', Float64Array.from([...ten, 1e6]), { absolute: 5 }, 0.1],
    ['unknown before there are ten', ten.subarray(1), { absolute: 5 }, undefined],
    ['unknown where the level is 0', new Float64Array(10), { absolute: 5 }, undefined],
  ];
  for (const [name, control, tolerance, expected] of cases) it(name, () => assert.equal(relativeTolerance(control, tolerance), expected));
});
