import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { filterNoise, independentSteps } from '../../src/stats/noise-filter.ts';
import { NOISE_MODELS } from '../../src/stats/noise-model-grid.ts';
import { stepsPerIndependent } from '../../src/stats/steps-per-independent.ts';
import { assertClose } from '../support/assert-close.ts';

const { cases } = JSON.parse(readFileSync('fixtures/vectors/noise-profile.json', 'utf8')) as {
  cases: { name: string; profile: { weight: number[]; kappa_10: number; kappa_30: number; kappa_110: number } }[];
};

describe('what steps are worth', () => {
  it('is the sum that the filter makes, under every model and however many steps', () => {
    for (const model of NOISE_MODELS)
      for (const n of [1, 2, 10, 100, 1000, 5000])
        assertClose(independentSteps(n, model), filterNoise(new Float64Array(n), model).ones, 1e-11, `phi ${model.phi} n ${n}`);
  });

  for (const { name, profile } of cases) {
    it(`is the reference's for a profile: ${name}`, () => {
      for (const n of [10, 30, 110] as const) assertClose(stepsPerIndependent(profile, n), profile[`kappa_${n}`], 1e-9, `n ${n}`);
    });
  }
});
