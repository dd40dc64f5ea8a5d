import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeContrast } from '../../src/judging/judge-contrast.ts';
import { seeded } from '../support/random.ts';

/** A look at every step from 10 to 109, 100 looks, until one decides. */
const FIRST = 10;
const LAST = 109;
/** Two sides with 10 % of noise each. */
const SD = 0.1 * Math.SQRT2;

interface Setting {
  readonly runs: number;
  readonly phi: number;
  /** True ratio of the sides minus 1. */
  readonly effect: number;
  readonly tolerance: number;
  readonly from?: number;
}

/** Share of runs that end in harm, and in safe. */
function simulate(seed: number, { runs, phi, effect, tolerance, from = 0 }: Setting): { harm: number; safe: number } {
  const random = seeded(seed);
  const contrast = { name: 'mean ratio', scale: 'logRatio', limits: { above: Math.log1p(tolerance) } } as const;
  const plan = { alpha: 0.05, promoteAlpha: 0.05, minSamples: 10, stepsLeft: 0, trailingWindow: tolerance >= 0.1 };
  const ended = { harm: 0, safe: 0 };
  const values = new Float64Array(LAST);
  for (let run = 0; run < runs; run++) {
    let state = random.normal();
    for (let i = 0; i < LAST; i++) {
      if (i > 0) state = phi * state + Math.sqrt(1 - phi * phi) * random.normal();
      values[i] = SD * state + (i >= from ? Math.log1p(effect) : 0);
    }
    for (let n = FIRST; n <= LAST; n++) {
      const { outcome } = judgeContrast({ ...contrast, values: values.subarray(0, n) }, plan);
      if (outcome !== 'harm' && outcome !== 'safe') continue;
      ended[outcome]++;
      // Late harm comes after the control-like stretch was found harmless; what counts there is that it is found.
      if (outcome === 'harm' || from === 0) break;
    }
  }
  return { harm: ended.harm / runs, safe: ended.safe / runs };
}

/** Three standard errors of a share near `share`: what a simulation of this size may be off by. */
const slack = (share: number, runs: number): number => 3 * Math.sqrt((share * (1 - share)) / runs);

describe('chance of a wrong answer over 100 looks, at error level 0.05', () => {
  const nulls: [name: string, setting: Setting, most: number][] = [
    ['no effect, independent noise, tolerance 10 %', { runs: 400, phi: 0, effect: 0, tolerance: 0.1 }, 0.03],
    ['no effect, autocorrelation 0.8, tolerance 10 %', { runs: 300, phi: 0.8, effect: 0, tolerance: 0.1 }, 0.03],
    ['effect on the limit, independent noise', { runs: 150, phi: 0, effect: 0.1, tolerance: 0.1 }, 0.05],
    ['no effect, no tolerance, autocorrelation 0.5', { runs: 150, phi: 0.5, effect: 0, tolerance: 0 }, 0.05],
  ];
  for (const [name, setting, most] of nulls) {
    it(`harm: ${name}`, () => {
      const { harm } = simulate(1, setting);
      assert.ok(harm <= most + slack(most, setting.runs), `${harm}`);
    });
  }

  it('safe: an effect of 20 % at a tolerance of 10 %', () => {
    const { safe } = simulate(2, { runs: 300, phi: 0.5, effect: 0.2, tolerance: 0.1 });
    assert.ok(safe <= 0.05, `${safe}`);
  });
});

describe('chance of finding harm within 100 looks', () => {
  // Lower limits: the true shares are about 0.99, 0.99, 1 and 1.
  const cases: [name: string, setting: Setting, least: number][] = [
    ['+20 % in independent noise, tolerance 10 %', { runs: 300, phi: 0, effect: 0.2, tolerance: 0.1 }, 0.97],
    ['+50 % in autocorrelated noise', { runs: 150, phi: 0.5, effect: 0.5, tolerance: 0.1 }, 0.97],
    ['+50 % from step 50 on', { runs: 100, phi: 0, effect: 0.5, tolerance: 0.1, from: 50 }, 0.97],
  ];
  for (const [name, setting, least] of cases) {
    it(name, () => {
      const { harm } = simulate(3, setting);
      assert.ok(harm >= least - slack(least, setting.runs), `${harm}`);
    });
  }

  it('no effect is found harmless', () => {
    const { safe } = simulate(4, { runs: 200, phi: 0, effect: 0, tolerance: 0.1 });
    assert.ok(safe >= 0.97, `${safe}`);
  });
});
