import { noiseProfile } from '../../src/judging/noise-profile-use.ts';
import { fitNoise } from '../../src/stats/noise-profile-fit.ts';
import { type Random, seeded } from '../support/random.ts';
import * as noise from './decisions/noise.ts';
import type { Report } from './figure.ts';
import * as contest from './incumbent/contest.ts';

/*
 * Ours beside the incumbent's published rule (src/kayenta/classify.ts) on the same seeded series. "100 looks" asks both
 * at every step from 10 to 109 and gives the share of runs that is rolled back at any of them. docs/comparison.md is made of these figures. SERINUS_RUNS is the number of runs a row.
 */
const RUNS = Number(process.env.SERINUS_RUNS ?? 250);
const STEPS = 109;
const SEED = 780_426_799;

export default async function incumbent(report: Report): Promise<void> {
  const rows = [...falseRollbacks(), ...realHarm(), ...units(), ...zeroBaseline(), ...changeOfSpread(), ...missingData()];
  for (const { name, value, atMost, atLeast } of rows) {
    const limit = atMost !== undefined ? { limit: { atMost } } : atLeast !== undefined ? { limit: { atLeast } } : {};
    report({ name, value, unit: 'of runs', spread: `± ${errorOf(value).toFixed(3)}`, ...limit });
  }
}

interface Row {
  readonly name: string;
  readonly value: number;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** Half an occurrence stands for none: the error of a share of 0 is not 0. */
function errorOf(value: number): number {
  const share = Math.min(Math.max(value, 0.5 / RUNS), 1 - 0.5 / RUNS);
  return Math.sqrt((share * (1 - share)) / RUNS);
}

/** Share of the runs for which `holds`. Run i of every row and contestant draws from the same stream. */
function share(holds: (random: Random) => boolean): number {
  let held = 0;
  for (let run = 0; run < RUNS; run++) if (holds(seeded(SEED + 7919 * run))) held++;
  return held / RUNS;
}

function drawn(family: noise.NoiseFamily, random: Random, { steps = STEPS, effect = 0, onset = 0 } = {}): contest.Sides {
  const { control, candidate } = family.draw(random, steps);
  return {
    control: control.map(Math.exp),
    candidate: candidate.map((value, t) => Math.exp(value) * (t >= onset ? 1 + effect : 1)),
  };
}

const found = (contestant: contest.Contestant, sides: contest.Sides): boolean => contest.firstHarm(contestant, sides) !== undefined;

function falseRollbacks(): Row[] {
  return [noise.IID, noise.AR5, noise.AR8, noise.AR95].flatMap((family) => {
    const rate = (contestant: contest.Contestant): number => share((random) => found(contestant, drawn(family, random)));
    const name = `harmless, 100 looks, ${family.name}`;
    return [
      { name: `${name}: ours, tolerance 10 %`, value: rate(contest.ours(0.1)), atMost: 0.03 },
      { name: `${name}: ours, tolerance 0`, value: rate(contest.ours(0)) },
      { name: `${name}: incumbent`, value: rate(contest.incumbent()) },
      { name: `${name}: incumbent, ratio 1.1`, value: rate(contest.incumbent(1.1)) },
    ];
  });
}

function realHarm(): Row[] {
  const cases = [
    { name: '+20 %, 100 looks', effect: 0.2, onset: 0, families: [noise.IID, noise.DIURNAL, noise.AR8] },
    { name: '+50 %, 100 looks', effect: 0.5, onset: 0, families: [noise.AR8, noise.AR95] },
    { name: '+20 % from step 50 on, 100 looks', effect: 0.2, onset: 50, families: [noise.IID] },
  ];
  const plain = cases.flatMap(({ name, families, ...harm }) =>
    families.flatMap((family) => {
      const rate = (contestant: contest.Contestant): number => share((random) => found(contestant, drawn(family, random, harm)));
      return [
        { name: `${name}, ${family.name}: ours, tolerance 10 %`, value: rate(contest.ours(0.1)) },
        { name: `${name}, ${family.name}: incumbent, ratio 1.1`, value: rate(contest.incumbent(1.1)) },
      ];
    }),
  );
  const small = (contestant: contest.Contestant): number =>
    share((random) => found(contestant, drawn(noise.DIURNAL, random, { effect: 0.05 })));
  return [
    ...plain,
    { name: '+50 %, 100 looks, AR(1) 0.8: ours with a noise profile', value: withProfile(noise.AR8), atLeast: 0.97 },
    { name: '+50 %, 100 looks, AR(1) 0.95: ours with a noise profile', value: withProfile(noise.AR95) },
    { name: '+5 %, 100 looks, diurnal mirrored + iid: ours, tolerance 0', value: small(contest.ours(0)), atLeast: 0.97 },
    { name: '+5 %, 100 looks, diurnal mirrored + iid: incumbent', value: small(contest.incumbent()) },
  ];
}

/** The noise learnt from 720 steps before the run. */
function withProfile(family: noise.NoiseFamily): number {
  return share((random) => {
    const past = family.draw(random, 720);
    const fitted = fitNoise([past.candidate.map((value, t) => value - past.control[t]!)]);
    const profile = noiseProfile(fitted, { metric: 'm', contrast: 'logRatio', stepMs: 60_000, queryHash: '', fittedAtMs: 0 });
    return contest.firstHarm(contest.ours(0.1, profile), drawn(family, random, { effect: 0.5 }), 5) !== undefined;
  });
}

/** A latency of 1 ms, +10 %, 60 steps, one look: asked in seconds and in nanoseconds. */
function units(): Row[] {
  const differs = (contestant: contest.Contestant): number =>
    share((random) => {
      const { control, candidate } = drawn(noise.IID, random, { steps: 60, effect: 0.1 });
      const [seconds, nanoseconds] = [1e-3, 1e6].map((unit) =>
        contestant({ control: control.map((value) => value * unit), candidate: candidate.map((value) => value * unit) }),
      );
      return seconds !== nanoseconds;
    });
  const name = '+10 % of 1 ms: another answer in ns than in s';
  return [
    { name: `${name}: ours, tolerance 0`, value: differs(contest.ours(0)), atMost: 0 },
    { name: `${name}: incumbent`, value: differs(contest.incumbent()) },
  ];
}

/** 1000 requests a step; the control has no error at all. */
function zeroBaseline(): Row[] {
  return [0.2, 1].flatMap((errors) => {
    const rate = (contestant: contest.Contestant): number =>
      share((random) => {
        const candidate = Float64Array.from({ length: STEPS }, () => random.poisson(errors));
        return found(contestant, { control: new Float64Array(STEPS), candidate });
      });
    const name = `${errors} errors a step beside none, 100 looks`;
    return [
      { name: `${name}: ours`, value: rate(contest.ourRatio(1000)), atLeast: 0.97 },
      {
        name: `${name}: incumbent`,
        value: rate(({ control, candidate }) => contest.incumbent()({ control, candidate: candidate.map((bad) => bad / 1000) })),
      },
    ];
  });
}

/** Same mean, three times the scatter. */
function changeOfSpread(): Row[] {
  const rate = (contestant: contest.Contestant): number =>
    share((random) => {
      const { control, candidate } = noise.IID.draw(random, STEPS);
      return found(contestant, { control: control.map(Math.exp), candidate: candidate.map((value) => Math.exp(3 * value)) });
    });
  const name = 'three times the scatter, 100 looks';
  return [
    { name: `${name}: ours, judge spread`, value: rate(contest.ourSpread), atLeast: 0.9 },
    { name: `${name}: incumbent`, value: rate(contest.incumbent()) },
  ];
}

function missingData(): Row[] {
  const silent = (random: Random): contest.Sides => {
    const { control, candidate } = drawn(noise.IID, random, { steps: 60 });
    return { control, candidate: candidate.fill(Number.NaN, 20) };
  };
  // Load rises by half over the hour on both sides alike; the candidate has no samples in the first half.
  const ramp = (random: Random): contest.Sides => {
    const { control, candidate } = drawn(noise.IID, random, { steps: 60 });
    const rising = (values: Float64Array): Float64Array => values.map((value, t) => value * (1 + t / 120));
    return { control: rising(control), candidate: rising(candidate).fill(Number.NaN, 0, 30) };
  };
  const gone = 'a candidate silent for 40 of 60 steps, passed at the end';
  const apart = 'samples lost on one side while load rises';
  return [
    { name: `${gone}: ours`, value: share((random) => contest.judgedWithWatch(silent(random)) === 'pass'), atMost: 0 },
    { name: `${gone}: incumbent`, value: share((random) => contest.verdictOf(silent(random)) === 'Pass') },
    { name: `${apart}: ours, tolerance 10 %`, value: share((random) => contest.ours(0.1)(ramp(random))), atMost: 0.03 },
    { name: `${apart}: ours, tolerance 0`, value: share((random) => contest.ours(0)(ramp(random))) },
    { name: `${apart}: incumbent`, value: share((random) => contest.incumbent()(ramp(random))) },
    { name: `${apart}: incumbent, ratio 1.1`, value: share((random) => contest.incumbent(1.1)(ramp(random))) },
  ];
}
