import type { Figure, Report } from '../figure.ts';
import * as noise from './noise.ts';
import { openPool, type ReplayPool } from './pool.ts';
import type { Outcome, Scenario } from './replay.ts';

/*
 * How often the sequential judge is wrong and how soon it is right, asked at every step from 10 to 109 (from 5 with a noise profile),
 * beside the incumbent's rule on the same runs. SERINUS_RUNS is the number of runs a row, at most 400
 * with a noise profile, which takes thirty times as long; the promises are meant for the default.
 */
const RUNS = Number(process.env.SERINUS_RUNS ?? 1000);
const PROFILE_RUNS = Math.min(RUNS, 400);
const INCUMBENT_RUNS = Math.min(RUNS, 400);

interface Row {
  readonly name: string;
  readonly scenario: Scenario;
  readonly of: keyof Outcome;
  readonly limit?: Figure['limit'];
}

type Sketch = Omit<Scenario, 'runs' | 'noise' | 'history'> & {
  readonly noise: noise.NoiseFamily;
  readonly history?: { readonly noise: noise.NoiseFamily; readonly steps: number; readonly scale?: number };
};

const AT_10 = { tolerance: 0.1, window: 'auto' } as const;
const AT_0 = { tolerance: 0, window: 'off' } as const;

export default async function decisions(report: Report): Promise<void> {
  const pool = openPool();
  try {
    const rows = [...withoutProfile(), ...withProfile()].map((row) => ({ row, outcome: pool.replay(row.scenario) }));
    const incumbents = incumbentRows(pool);
    for (const { row, outcome } of rows) report(figure(row, await outcome));
    for (const { name, share } of incumbents) report({ name, value: await share, unit: 'of runs', spread: `${INCUMBENT_RUNS} runs` });
  } finally {
    await pool.close();
  }
}

function figure({ name, scenario: { runs }, of, limit }: Row, outcome: Outcome): Figure {
  const value = outcome[of];
  const promise = limit === undefined ? {} : { limit };
  if (of === 'rollbackStep' || of === 'promoteStep') return { name, value, unit: 'steps', ...promise };
  // Half an occurrence stands for none: the error of a share of 0 is not 0.
  const share = Math.min(Math.max(value, 0.5 / runs), 1 - 0.5 / runs);
  return { name, value, unit: 'of runs', spread: `± ${Math.sqrt((share * (1 - share)) / runs).toFixed(4)}`, ...promise };
}

function scenario({ noise: { name }, history, ...rest }: Sketch): Scenario {
  const learnt = history === undefined ? {} : { history: { ...history, noise: history.noise.name } };
  return { ...rest, noise: name, runs: history === undefined ? RUNS : PROFILE_RUNS, ...learnt };
}

function withoutProfile(): Row[] {
  const found = [noise.IID, noise.DIURNAL].flatMap((family): Row[] => {
    const at = scenario({ ...AT_10, noise: family, effect: 0.2 });
    return [
      { name: `+20 % rolled back at tolerance 10 %, ${family.name}`, scenario: at, of: 'rollback', limit: { atLeast: 0.97 } },
      { name: '  median step', scenario: at, of: 'rollbackStep', limit: { atMost: 30 } },
    ];
  });
  const large = scenario({ ...AT_10, noise: noise.IID, effect: 0.5 });
  const harmless = scenario({ ...AT_10, noise: noise.IID, effect: 0 });
  return [
    ...noise.FAMILIES.map((family): Row => {
      const name = `false rollback, tolerance 10 %, ${family.name}`;
      return { name, scenario: scenario({ ...AT_10, noise: family, effect: 0 }), of: 'rollback', limit: { atMost: 0.03 } };
    }),
    ...[noise.IID, noise.AR5, noise.DIURNAL, noise.HEAVY, noise.LOG_NORMAL].map((family): Row => {
      const name = `false rollback, tolerance 0, ${family.name}`;
      return { name, scenario: scenario({ ...AT_0, noise: family, effect: 0 }), of: 'rollback', limit: { atMost: 0.05 } };
    }),
    ...found,
    { name: '+50 % rolled back, iid, median step', scenario: large, of: 'rollbackStep', limit: { atMost: 15 } },
    { name: 'harmless promoted, iid', scenario: harmless, of: 'promote', limit: { atLeast: 0.97 } },
    { name: '  median step', scenario: harmless, of: 'promoteStep', limit: { atMost: 30 } },
    ...noise.FAMILIES.map((family): Row => {
      const name = `+20 % promoted at tolerance 10 %, ${family.name}`;
      return { name, scenario: scenario({ ...AT_10, noise: family, effect: 0.2 }), of: 'promote', limit: { atMost: 0.025 } };
    }),
  ];
}

function withProfile(): Row[] {
  const learnt = (family: noise.NoiseFamily, history = family, scale = 1) => ({
    noise: family,
    history: { noise: history, steps: 720, scale },
  });
  const ar8 = scenario({ ...learnt(noise.AR8), ...AT_10, effect: 0.5 });
  const ar95 = scenario({ ...learnt(noise.AR95), ...AT_10, effect: 0.5 });
  const late = scenario({ ...learnt(noise.AR8), ...AT_10, effect: 0.5, onset: 50 });
  return [
    { name: 'profile of 720 steps: +50 % rolled back, AR(1) 0.8', scenario: ar8, of: 'rollback', limit: { atLeast: 0.98 } },
    { name: '  median step', scenario: ar8, of: 'rollbackStep', limit: { atMost: 10 } },
    { name: 'profile: +50 % rolled back, AR(1) 0.95', scenario: ar95, of: 'rollback', limit: { atLeast: 0.8 } },
    { name: 'profile: +50 % from step 50 on, AR(1) 0.8', scenario: late, of: 'rollback', limit: { atLeast: 0.95 } },
    ...[noise.IID, noise.AR5, noise.AR8, noise.AR95, noise.SLOW].flatMap((family): Row[] => {
      const spent = { ...learnt(family), tolerance: 0.1, window: 'auto' } as const;
      return [
        {
          name: `profile: false rollback, tolerance 0, ${family.name}`,
          scenario: scenario({ ...learnt(family), ...AT_0, effect: 0 }),
          of: 'rollback',
          limit: { atMost: 0.06 },
        },
        // The truth on the tolerance: every rollback is one too many, and the whole level is there to be spent.
        {
          name: `profile: +10 % rolled back at tolerance 10 %, ${family.name}`,
          scenario: scenario({ ...spent, effect: 0.1 }),
          of: 'rollback',
          limit: { atMost: 0.06 },
        },
      ];
    }),
    ...MISMATCHES.flatMap(({ name, run, history, scale }): Row[] => [
      {
        name: `wrong profile ${name}: false rollback, tolerance 0`,
        scenario: scenario({ ...learnt(run, history, scale), ...AT_0, effect: 0 }),
        of: 'rollback',
        limit: { atMost: 0.13 },
      },
      {
        name: '  at tolerance 10 %',
        scenario: scenario({ ...learnt(run, history, scale), ...AT_10, effect: 0 }),
        of: 'rollback',
        limit: { atMost: 0.02 },
      },
    ]),
  ];
}

const MISMATCHES: readonly {
  readonly name: string;
  readonly run: noise.NoiseFamily;
  readonly history: noise.NoiseFamily;
  readonly scale?: number;
}[] = [
  { name: 'of iid for AR(1) 0.8', run: noise.AR8, history: noise.IID },
  { name: 'of AR(1) 0.8 for iid', run: noise.IID, history: noise.AR8 },
  { name: 'of AR(1) 0.5 for AR(1) 0.8', run: noise.AR8, history: noise.AR5 },
  { name: 'of AR(1) 0.8 for AR(1) 0.9', run: noise.AR9, history: noise.AR8 },
  { name: 'of half the scale, iid', run: noise.IID, history: noise.IID, scale: 0.5 },
  { name: 'of half the scale, AR(1) 0.8', run: noise.AR8, history: noise.AR8, scale: 0.5 },
  { name: 'of twice the scale, AR(1) 0.8', run: noise.AR8, history: noise.AR8, scale: 2 },
];

function incumbentRows(pool: ReplayPool): { readonly name: string; readonly share: Promise<number> }[] {
  return [noise.IID, noise.AR5, noise.AR8, noise.AR95, noise.DIURNAL].map((family) => ({
    name: `  the incumbent's rule, false rollback, ${family.name}`,
    share: pool.replayMannWhitneyRule({ ...scenario({ ...AT_10, noise: family, effect: 0 }), runs: INCUMBENT_RUNS }),
  }));
}
