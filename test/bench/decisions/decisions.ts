import type { Figure } from '../figure.ts';
import * as noise from './noise.ts';
import { type Outcome, replay, replayMannWhitneyRule, type Scenario } from './replay.ts';

/*
 * How often the sequential judge is wrong and how soon it is right, asked at every step from 10 to 109, beside the incumbent's rule on
 * the same runs. SERINUS_RUNS is the number of runs a row; the promises are meant for 1,000 and more.
 */
const RUNS = Number(process.env.SERINUS_RUNS ?? 1000);

export default async function decisions(report: (figure: Figure) => void): Promise<void> {
  const rate = (name: string, value: number, limit?: Figure['limit']): void => {
    // Half an occurrence stands for none: the error of a share of 0 is not 0.
    const share = Math.min(Math.max(value, 0.5 / RUNS), 1 - 0.5 / RUNS);
    const spread = `± ${Math.sqrt((share * (1 - share)) / RUNS).toFixed(4)}`;
    report({ name, value, unit: 'of runs', spread, ...(limit === undefined ? {} : { limit }) });
  };
  const step = (name: string, value: number, limit?: Figure['limit']): void =>
    report({ name, value: Number.isNaN(value) ? 999 : value, unit: 'steps', ...(limit === undefined ? {} : { limit }) });
  const run = (scenario: Omit<Scenario, 'runs'>): Outcome => replay({ ...scenario, runs: RUNS });
  const at10 = { tolerance: 0.1, window: 'auto' } as const;
  const at0 = { tolerance: 0, window: 'off' } as const;

  for (const family of noise.FAMILIES) {
    rate(`false rollback, tolerance 10 %, ${family.name}`, run({ ...at10, noise: family, effect: 0 }).rollback, { atMost: 0.03 });
  }
  for (const family of [noise.AR5, noise.AR8, noise.AR95, noise.DIURNAL]) {
    const runs = Math.min(RUNS, 400);
    const value = replayMannWhitneyRule({ ...at10, noise: family, effect: 0, runs });
    report({ name: `  the incumbent's rule, ${family.name}`, value, unit: 'of runs', spread: `${runs} runs` });
  }
  for (const family of [noise.IID, noise.AR5, noise.DIURNAL, noise.HEAVY, noise.LOG_NORMAL]) {
    rate(`false rollback, tolerance 0, ${family.name}`, run({ ...at0, noise: family, effect: 0 }).rollback, { atMost: 0.05 });
  }

  for (const family of [noise.IID, noise.DIURNAL]) {
    const found = run({ ...at10, noise: family, effect: 0.2 });
    rate(`+20 % rolled back at tolerance 10 %, ${family.name}`, found.rollback, { atLeast: 0.97 });
    step(`  median step, ${family.name}`, found.rollbackStep, { atMost: 30 });
  }
  const large = run({ ...at10, noise: noise.IID, effect: 0.5 });
  step('+50 % rolled back, iid, median step', large.rollbackStep, { atMost: 15 });

  const harmless = run({ ...at10, noise: noise.IID, effect: 0 });
  rate('harmless promoted, iid', harmless.promote, { atLeast: 0.97 });
  step('  median step, iid', harmless.promoteStep, { atMost: 30 });
  for (const family of noise.FAMILIES) {
    rate(`+20 % promoted at tolerance 10 %, ${family.name}`, run({ ...at10, noise: family, effect: 0.2 }).promote, { atMost: 0.025 });
  }

  withProfile(run, rate, step);
}

function withProfile(
  run: (scenario: Omit<Scenario, 'runs'>) => Outcome,
  rate: (name: string, value: number, limit?: Figure['limit']) => void,
  step: (name: string, value: number, limit?: Figure['limit']) => void,
): void {
  const learnt = (family: noise.NoiseFamily, history = family, scale = 1) => ({
    noise: family,
    history: { noise: history, steps: 720, scale },
  });
  const at10 = { tolerance: 0.1, window: 'auto' } as const;
  const at0 = { tolerance: 0, window: 'off' } as const;

  const ar8 = run({ ...learnt(noise.AR8), ...at10, effect: 0.5 });
  rate('profile of 720 steps: +50 % rolled back, AR(1) 0.8', ar8.rollback, { atLeast: 0.98 });
  step('  median step', ar8.rollbackStep, { atMost: 10 });
  rate('profile: +50 % rolled back, AR(1) 0.95', run({ ...learnt(noise.AR95), ...at10, effect: 0.5 }).rollback, { atLeast: 0.8 });
  for (const family of [noise.IID, noise.AR5, noise.AR8, noise.AR95, noise.SLOW]) {
    rate(`profile: false rollback, tolerance 0, ${family.name}`, run({ ...learnt(family), ...at0, effect: 0 }).rollback, { atMost: 0.06 });
  }
  const mismatches: readonly (readonly [name: string, family: noise.NoiseFamily, history: noise.NoiseFamily, scale: number])[] = [
    ['of iid for AR(1) 0.8', noise.AR8, noise.IID, 1],
    ['of AR(1) 0.8 for iid', noise.IID, noise.AR8, 1],
    ['of AR(1) 0.5 for AR(1) 0.8', noise.AR8, noise.AR5, 1],
    ['of AR(1) 0.8 for AR(1) 0.9', noise.AR9, noise.AR8, 1],
    ['of half the scale, iid', noise.IID, noise.IID, 0.5],
    ['of half the scale, AR(1) 0.8', noise.AR8, noise.AR8, 0.5],
    ['of twice the scale, AR(1) 0.8', noise.AR8, noise.AR8, 2],
  ];
  for (const [name, family, history, scale] of mismatches) {
    rate(`wrong profile ${name}: false rollback, tolerance 0`, run({ ...learnt(family, history, scale), ...at0, effect: 0 }).rollback, {
      atMost: 0.13,
    });
    rate(`wrong profile ${name}: tolerance 10 %`, run({ ...learnt(family, history, scale), ...at10, effect: 0 }).rollback, {
      atMost: 0.02,
    });
  }
  const late = run({ ...learnt(noise.AR8), ...at10, effect: 0.5, onset: 50 });
  rate('profile: +50 % from step 50 on, AR(1) 0.8', late.rollback, { atLeast: 0.95 });
}
