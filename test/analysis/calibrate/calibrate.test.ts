import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { calibrate, defaultHistory } from '../../../src/analysis/calibrate/calibrate.ts';
import type { CalibrationRequest } from '../../../src/analysis/calibrate/calibration.ts';
import { BadInputError, SourceError } from '../../../src/errors.ts';
import { stepsPerIndependent } from '../../../src/stats/steps-per-independent.ts';
import { BEGIN, type FleetNoise, fleetConfig, fleetSource, judges, MINUTE, type Pod, podSeries, pods } from './fleet.ts';

const AR8: FleetNoise = { phi: 0.8, sd: 0.2, seed: 4, minutes: 720 };
const halves = (control: number, candidate: number): CalibrationRequest['sides'] => ({
  kind: 'halves',
  label: 'pod',
  control: { version: 'v1' },
  instances: { control, candidate },
});

function run(fleet: readonly Pod[], noise: FleetNoise, changes: Partial<CalibrationRequest> = {}) {
  const source = fleetSource(podSeries(fleet, noise));
  const request: CalibrationRequest = {
    config: fleetConfig(),
    judges,
    source,
    sides: halves(3, 3),
    fromMs: BEGIN,
    toMs: BEGIN + (noise.minutes - 1) * MINUTE,
    cutsMs: [],
    onProgress: () => undefined,
    signal: new AbortController().signal,
    ...changes,
  };
  return { source, found: calibrate(request) };
}

describe('a calibration by halves', () => {
  it('learns how noisy and how slow the contrast of the halves is', async () => {
    const { source, found } = run(pods('v1', 6), AR8);
    const { profiles, metrics, halves } = await found;
    const [profile] = profiles;
    assert.deepEqual([profile?.metric, profile?.contrast, profile?.n, profile?.segments], ['latency', 'logRatio', 720, 1]);
    assert.equal(profile?.fittedAtMs, BEGIN + 719 * MINUTE);
    // Mean of 3 of sd .2 a side, so near sqrt(2 / 3) * .2 = .163 (the logarithm of a mean is a little quieter); about 90 independent steps.
    assert.ok(profile.mad > 0.13 && profile.mad < 0.2, `${profile.mad}`);
    // AR(1) .8 over 30 steps: 1 + 2 sum (1 - l/30) .8^l = 7.68.
    assert.ok(stepsPerIndependent(profile, 30) > 5 && stepsPerIndependent(profile, 30) < 11);
    assert.equal(metrics[0]?.refusal, undefined);
    assert.deepEqual([halves?.control.length, halves?.candidate.length, halves?.varianceFactor], [3, 3, 1]);
    // Each side is asked for its own half alone, in the config's scope.
    const asked = source.asked.filter((query) => query.startsWith('avg'));
    assert.deepEqual(
      asked.map((query) => query.replaceAll('\\', '')).sort(),
      [halves!.control, halves!.candidate].map((names) => `avg(latency{version="v1",pod=~"${names.join('|')}"})`).sort(),
    );
  });

  it('refuses a source that is not asked in PromQL', async () => {
    const source = { ...fleetSource(podSeries(pods('v1', 6), AR8)), dialect: 'influxql' } as const;
    await assert.rejects(run(pods('v1', 6), AR8, { source }).found, {
      code: 'BAD_INPUT',
      message: /halves: the source .* is not asked in PromQL/,
    });
  });

  it('multiplies the variance for the instances of a release', async () => {
    const [same, other] = await Promise.all([run(pods('v1', 6), AR8).found, run(pods('v1', 6), AR8, { sides: halves(6, 1) }).found]);
    // (1/6 + 1) / (1/3 + 1/3) = 1.75
    assert.ok(Math.abs(other.profiles[0]!.meanVariance / same.profiles[0]!.meanVariance - 1.75) < 1e-9);
  });

  it('learns nothing where the instances of a release are too different', async () => {
    const { profiles, metrics, replay } = await run(pods('v1', 16), AR8, { sides: halves(20, 1) }).found;
    assert.deepEqual(profiles, []);
    assert.match(metrics[0]?.refusal ?? '', /20:1 instances has 4.2 times the variance of halves with 8:8/);
    assert.equal(replay?.withProfiles, 0);
  });

  it('cuts where instances came or went, and at what it is told', async () => {
    const fleet = [...pods('v1', 5), { name: 'late', version: 'v1', from: 300 }];
    const { profiles } = await run(fleet, AR8, { cutsMs: [BEGIN + 500 * MINUTE] }).found;
    assert.deepEqual([profiles[0]?.segments, profiles[0]?.n], [3, 720]);
  });

  it('says how many steps are missing, and replays nothing when there is no room', async () => {
    const { profiles, metrics, replay, advice } = await run(pods('v1', 4), { ...AR8, minutes: 80 }).found;
    assert.deepEqual(profiles, []);
    assert.match(metrics[0]?.refusal ?? '', /80 usable steps of 240: 160 more are needed/);
    assert.equal(replay, undefined);
    assert.match(advice.join(), /too short to replay any release of 30m/);
  });

  it('says by how much instances differ, and learns nothing when that is beyond the tolerance', async () => {
    const quiet = { ...AR8, phi: 0, sd: 0.05 };
    const slow = (share: number) => pods('v1', 6).map((pod) => ({ ...pod, level: () => (second.has(pod.name) ? 1 + share : 1) }));
    const second = new Set((await run(pods('v1', 6), quiet).found).halves!.candidate);
    const [near, far] = await Promise.all([run(slow(0.04), quiet).found, run(slow(0.2), quiet).found]);
    assert.ok(Math.abs(near.metrics[0]!.difference!.estimate - 0.04) < 0.02);
    assert.equal(near.profiles.length, 1);
    assert.match(
      near.advice.join(),
      /latency: instances differ by \+?[345]\.?\d? % .* with the same version; the tolerance of 10 % leaves that much less room/,
    );
    assert.equal(far.profiles.length, 0);
    assert.match(far.metrics[0]?.refusal ?? '', /more than the tolerance with the same version/);
    assert.match(far.advice.join(), /a tolerance above 2\d.* % is needed, it is 10 %/);
  });

  it('needs two instances, a label, and steps', async () => {
    const refusal = (field: string) => (error: unknown) => error instanceof BadInputError && error.field === field;
    await assert.rejects(run(pods('v1', 1), AR8).found, refusal('halves'));
    await assert.rejects(
      run(pods('v1', 2), AR8, { sides: { ...halves(1, 1), label: 'a) or (b' } as CalibrationRequest['sides'] }).found,
      refusal('halves'),
    );
    await assert.rejects(run(pods('v1', 2), AR8, { toMs: BEGIN - 1 }).found, refusal('from'));
  });
});

describe('a calibration by two scopes', () => {
  const sides = { kind: 'scopes', control: { version: 'v1' }, candidate: { version: 'v1b' } } as const;
  it('takes them as they were', async () => {
    const { profiles, halves } = await run([...pods('v1', 3), ...pods('v1b', 3)], AR8, { sides }).found;
    assert.deepEqual([profiles.length, halves], [1, undefined]);
  });

  it('leaves out what has no profile, and says why', async () => {
    const config = fleetConfig({
      metrics: [
        { name: 'latency', kind: 'gauge', direction: 'increase', query: 'avg(latency{${scope}})' },
        { name: 'window', kind: 'gauge', direction: 'increase', query: 'avg(avg_over_time(latency{${scope}}[${window}]))' },
        { name: 'errors', kind: 'ratio', bad: 'avg(latency{${scope}})', total: 'avg(latency{${scope}})' },
        { name: 'spread', kind: 'gauge', direction: 'increase', query: 'avg(latency{${scope}})', judge: 'spread' },
      ],
    });
    const { metrics, profiles, replay } = await run([...pods('v1', 3), ...pods('v1b', 3)], AR8, { sides, config }).found;
    assert.deepEqual(
      profiles.map(({ metric }) => metric),
      ['latency'],
    );
    const why = Object.fromEntries(metrics.map(({ metric, refusal }) => [metric, refusal ?? '']));
    assert.match(why.window!, /\$\{window\}/);
    assert.match(why.errors!, /events carry their own noise/);
    assert.match(why.spread!, /judge spread does not compare step by step/);
    assert.deepEqual(Object.keys(replay?.metrics ?? {}), ['latency', 'errors', 'spread']);
  });

  it('fails as the source does', async () => {
    const source = { ...fleetSource(new Map()), query: () => Promise.reject(new SourceError('prometheus', 'no answer', true)) };
    await assert.rejects(run([], AR8, { sides, source }).found, (error: { code?: string }) => error.code === 'SOURCE_FAILED');
  });

  it('ends when it is interrupted', async () => {
    const abort = new AbortController();
    const onProgress: CalibrationRequest['onProgress'] = ({ doing }) => doing === 'replaying' && abort.abort(new Error('interrupted'));
    await assert.rejects(run([...pods('v1', 3), ...pods('v1b', 3)], AR8, { sides, onProgress, signal: abort.signal }).found, /interrupted/);
  });
});

describe('the replay of a history', () => {
  it('judges harmless releases as the program would, with profiles learnt elsewhere', async () => {
    const progress: number[] = [];
    const quiet = { ...AR8, phi: 0.5, sd: 0.05 };
    const { found } = run(pods('v1', 6), quiet, {
      onProgress: ({ doing, done, total }) => doing === 'replaying' && progress.push(done / total),
    });
    const { replay, advice } = await found;
    // A release of 30 minutes has 30 steps; 690 steps of room: 0, 30, ..., 690.
    assert.deepEqual([replay?.releases, replay?.disjoint, replay?.stepsOfRelease, replay?.shortened], [24, 24, 30, false]);
    assert.equal(replay?.withProfiles, 24);
    // sd .04 against a tolerance of 10 %: nothing is ever wrong and everything is proven.
    assert.deepEqual([replay.falseRollbacks.count, replay.promoted.count], [0, 24]);
    assert.equal(replay.medianPromoteMs, 15 * MINUTE);
    assert.ok(replay.metrics.latency!.smallestHarm! >= 0.1 && replay.metrics.latency!.smallestHarm! <= 0.3);
    assert.deepEqual(advice, []);
    assert.deepEqual(
      progress,
      progress.toSorted((a, b) => a - b),
    );
    assert.equal(progress.at(-1), 1);
  });

  it('advises what the noise asks for', async () => {
    const { replay, advice } = await run(pods('v1', 2), { ...AR8, phi: 0.95, sd: 0.5 }, { sides: halves(1, 1) }).found;
    assert.equal(replay?.medianPromoteMs, null);
    assert.match(advice.join('\n'), /of the harmless releases were promoted within 30m: lengthen duration.max/);
    assert.match(advice.join('\n'), /latency: (not even a doubling was found|harm below \d+ % goes unseen)/);
  });
});

describe('the history that is taken when none is named', () => {
  it('is the last 720 steps that are complete', () => {
    const now = BEGIN + 1000 * MINUTE;
    assert.deepEqual(defaultHistory({ ...fleetConfig(), delayMs: 15_000 }, now), {
      fromMs: now - 720 * MINUTE,
      toMs: now - MINUTE,
    });
  });
});
