import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noiseProfile, profileRefusal } from '../../src/judging/noise-profile-use.ts';
import { boundaryLevel, profileTrust } from '../../src/judging/profile-trust.ts';
import { trailingPart, usesTrailingWindow } from '../../src/judging/trailing-window.ts';
import type { NoiseProfile } from '../../src/model/noise-profile.ts';
import { fitNoise } from '../../src/stats/noise-profile-fit.ts';
import { noise } from './contrast-noise.ts';

const DAY_MS = 24 * 3600 * 1000;
const origin = { metric: 'p99', contrast: 'logRatio', stepMs: 60_000, queryHash: 'abc', fittedAtMs: 0 } as const;
const profile = noiseProfile(fitNoise([noise(1, { steps: 300, sd: 0.1 })]), origin);
const use = { metric: 'p99', contrast: 'logRatio', stepMs: 60_000, queryHash: 'abc', startMs: 30 * DAY_MS } as const;

describe('profileRefusal', () => {
  it('uses a profile that matches', () => assert.equal(profileRefusal(profile, use), undefined));

  it('survives being kept as JSON', () => assert.deepEqual(JSON.parse(JSON.stringify(profile)), profile));

  const cases: [name: string, change: Partial<NoiseProfile>, reason: RegExp][] = [
    ['another version', { version: 0 }, /version/],
    ['another metric', { metric: 'p50' }, /metric p50/],
    ['another contrast', { contrast: 'absolute' }, /absolute contrast/],
    ['another step', { stepMs: 15_000 }, /15000 ms/],
    ['other queries', { queryHash: 'xyz' }, /queries/],
    ['too short a history', { n: 239 }, /239 steps/],
    ['too old', { fittedAtMs: -1 }, /30 days/],
    ['a history that hardly varies', { mad: 0 }, /hardly varies/],
    ['no variance', { meanVariance: 0 }, /variance/],
    ['a variance that is no number', { variance: profile.variance.map(() => Number.NaN) }, /damaged/],
    ['a model missing', { weight: profile.weight.slice(1) }, /damaged/],
  ];
  for (const [name, change, reason] of cases) it(name, () => assert.match(profileRefusal({ ...profile, ...change }, use) ?? '', reason));

  it('does not ask for what it is not told', () =>
    assert.equal(profileRefusal({ ...profile, queryHash: 'xyz' }, { contrast: 'logRatio', stepMs: 60_000 }), undefined));
});

describe('how a tolerance sets the engine', () => {
  const cases: [tolerance: number | undefined, vague: number, window: boolean][] = [
    [undefined, 0.1, false],
    [0, 0.1, false],
    [0.049, 0.1, false],
    [0.05, 0.05, false],
    [0.1, 0.05, true],
    [0.5, 0.05, true],
  ];
  for (const [tolerance, vague, window] of cases) {
    it(`${tolerance}`, () => {
      assert.equal(profileTrust(tolerance, 110).vagueShare, vague);
      assert.equal(usesTrailingWindow('auto', tolerance), window);
      assert.equal(usesTrailingWindow('on', tolerance), true);
      assert.equal(usesTrailingWindow('off', tolerance), false);
    });
  }
});

describe('trailingPart', () => {
  it('is all of a short series', () => assert.equal(trailingPart(new Float64Array(12)).length, 12));
  it('reaches back over gaps until it has 30 values', () => {
    const values = Float64Array.from({ length: 100 }, (_, i) => (i >= 80 && i < 90 ? Number.NaN : i));
    const part = trailingPart(values);
    assert.equal(part.length, 40);
    assert.equal(part[0], 60);
  });
});

describe('the level a profile is worth', () => {
  // ln(110 / 5) / ln(horizon / 5) of 2.5, at least 1; see profileTrust.
  const cases = [
    { tolerance: 0.1, horizon: 110, factor: 2.5 },
    { tolerance: 0.1, horizon: 30, factor: 2.5 },
    { tolerance: 0.1, horizon: 1000, factor: 2.5 * (Math.log(22) / Math.log(200)) },
    { tolerance: 0.1, horizon: 100_000, factor: 1 },
    { tolerance: 0.02, horizon: 110, factor: 1 },
    { tolerance: undefined, horizon: 110, factor: 1 },
  ];
  for (const { tolerance, horizon, factor } of cases) {
    it(`tolerance ${tolerance}, ${horizon} steps`, () => assert.equal(profileTrust(tolerance, horizon).levelFactor, factor));
  }

  it('is never below the level asked for, nor raised beyond 0.15', () => {
    const trust = profileTrust(0.1, 110);
    assert.deepEqual([boundaryLevel(0.01, trust), boundaryLevel(0.1, trust), boundaryLevel(0.2, trust)], [0.025, 0.15, 0.2]);
  });
});
