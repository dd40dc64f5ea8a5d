import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { learnNoise } from '../../../src/analysis/calibrate/learn-noise.ts';
import { replayRelease } from '../../../src/analysis/calibrate/replay-release.ts';
import { varianceFactor } from '../../../src/analysis/calibrate/scale-noise.ts';
import type { GaugeData } from '../../../src/model/metric-data.ts';
import type { NoiseProfile } from '../../../src/model/noise-profile.ts';
import { fleetConfig, judges, podSeries, pods } from './fleet.ts';

const RUNS = 60;
const STEPS = 110;
const config = fleetConfig({
  duration: { min: '1h49m', max: '1h50m' },
  metrics: [{ name: 'latency', kind: 'gauge', direction: 'increase', query: 'avg(latency{${scope}})', tolerance: { ratio: 0 } }],
});
const NOISE = { phi: 0.8, sd: 0.2 };

/** Pods' mean at each minute, as a gauge. */
function meanOf(count: number, minutes: number, seed: number): GaugeData {
  const all = [...podSeries(pods('v', count), { ...NOISE, seed, minutes }).values()];
  return {
    kind: 'gauge',
    values: Float64Array.from({ length: minutes }, (_, i) => all.reduce((sum, values) => sum + values[i]!, 0) / count),
  };
}

function profileFor(release: { readonly control: number; readonly candidate: number }, seed: number): NoiseProfile {
  const pair = { kind: 'gauge' as const, control: meanOf(3, 720, seed), candidate: meanOf(3, 720, seed + 1) };
  const factor = varianceFactor({ control: 3, candidate: 3 }, release);
  return learnNoise(config.metrics[0]!, pair, [{ start: 0, end: 720 }], { config, endMs: 0, varianceFactor: factor }).profile!;
}

/** Whether a release is called harmful at any look. */
function isFound(
  profile: NoiseProfile,
  release: { readonly control: number; readonly candidate: number },
  seed: number,
  level: number,
): boolean {
  const candidate = meanOf(release.candidate, STEPS, seed + 3).values.map((value) => value * level);
  const data = {
    kind: 'gauge' as const,
    control: meanOf(release.control, STEPS, seed + 2),
    candidate: { kind: 'gauge' as const, values: candidate },
  };
  const records = [
    { metric: 'latency', labels: {}, outcome: { kind: 'data' as const, data }, queries: { control: {}, candidate: {} }, warnings: [] },
  ];
  const noiseProfiles = [{ metric: 'latency', profile }];
  const looks = replayRelease({ config, judges, records, firstMs: 0, stretch: { start: 0, end: STEPS }, noiseProfiles });
  return [...looks].some(({ decision }) => decision.metrics[0]?.classification === 'high');
}

describe('a profile of halves of three, scaled for the instances of a release', () => {
  for (const [control, candidate] of [
    [6, 3],
    [6, 1],
  ] as const) {
    it(`keeps the error level of a release with ${control}:${candidate}, and finds +50 %`, () => {
      const release = { control, candidate };
      const runs = Array.from({ length: RUNS }, (_, run) => {
        const seed = 10 * run + 1000 * control + 100_000 * candidate;
        const profile = profileFor(release, seed);
        return { falsely: isFound(profile, release, seed, 1), found: isFound(profile, release, seed, 1.5) };
      });
      // With the truth on the tolerance (0 %) and a level of .05: more than 8 of 60 have a chance of .003 (scipy 1.17.1: binom.sf(8, 60, .05)).
      const falsely = runs.filter((run) => run.falsely).length;
      assert.ok(falsely <= 8, `${falsely} of ${RUNS}`);
      const found = runs.filter((run) => run.found).length;
      assert.ok(found >= 0.9 * RUNS, `${found} of ${RUNS}`);
    });
  }
});
