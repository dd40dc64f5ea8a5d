import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { calibrate } from '../../../src/analysis/calibrate/calibrate.ts';
import { createService } from '../../../src/analysis/create-service.ts';
import { keyedMutex } from '../../../src/analysis/keyed-mutex.ts';
import { rejudge } from '../../../src/analysis/rejudge.ts';
import { runDueLook } from '../../../src/analysis/run-due.ts';
import { BadInputError, NotFoundError } from '../../../src/errors.ts';
import type { Look } from '../../../src/model/analysis.ts';
import type { NoiseProfile } from '../../../src/model/noise-profile.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { BEGIN, fleetConfig, fleetSource, judges, MINUTE, podSeries, pods } from './fleet.ts';

const START = BEGIN + 720 * MINUTE;
const DAY = 24 * 60 * MINUTE;
const config = fleetConfig({ interval: '1m', duration: { min: '15m', max: '1h' } });
// 12 hours with v1 alone, then an hour with a v2 that is slower by half.
const series = podSeries([...pods('v1', 6), ...pods('v2', 3, { from: 720, level: () => 1.5 })], {
  phi: 0.8,
  sd: 0.25,
  seed: 11,
  minutes: 800,
});
const source = fleetSource(series);

const learnt = calibrate({
  config,
  judges,
  source,
  sides: { kind: 'halves', label: 'pod', control: { version: 'v1' }, instances: { control: 6, candidate: 3 } },
  fromMs: BEGIN,
  toMs: START - MINUTE,
  cutsMs: [],
  onProgress: () => undefined,
  signal: new AbortController().signal,
});

/** An analysis of v2 from its start to its end, or to the deadline. */
async function analyse(t: TestContext, profiles: readonly NoiseProfile[], startMs = START) {
  const store = await openSqliteStore({ path: ':memory:' });
  t.after(() => store.close());
  const deps = {
    store,
    judges,
    mutex: keyedMutex(),
    clock: { now: () => START + 70 * MINUTE },
    sourceOf: () => source,
    configs: new Map([[config.name, config]]),
    newId: () => 'a1',
    signal: new AbortController().signal,
  };
  const service = createService(deps);
  if (profiles.length > 0) await service.keepNoiseProfiles('shop', profiles);
  const { analysis } = await service.start({ config: 'shop', control: { version: 'v1' }, candidate: { version: 'v2' }, startMs });
  const looks: Look[] = [];
  for (let look = await runDueLook(deps, analysis.id, deps.signal); look; look = await runDueLook(deps, analysis.id, deps.signal))
    looks.push(look);
  return { store, service, looks, last: looks.at(-1)! };
}

const engineOf = (look: Look): unknown => look.metrics[0]?.judgements[0]?.evidence?.engine;

describe('an analysis after a calibration', () => {
  it('judges every look with the profile, and finds a slower candidate sooner than without', async (t) => {
    const { profiles } = await learnt;
    const [with_, without] = [await analyse(t, profiles), await analyse(t, [])];
    assert.ok(with_.looks.slice(1).every((look) => engineOf(look) === 'profile'));
    assert.ok(without.looks.slice(1).every((look) => engineOf(look) === 'paired'));
    assert.equal(with_.last.verdict, 'rollback');
    assert.equal(with_.last.metrics[0]?.classification, 'high');
    assert.ok(with_.last.number < without.last.number, `${with_.last.number} looks against ${without.last.number}`);
  });

  it('judges a stored look again with the profile that it had, though another is kept since', async (t) => {
    const { profiles } = await learnt;
    const { store, service, last } = await analyse(t, profiles);
    await service.keepNoiseProfiles('shop', [{ ...profiles[0]!, meanVariance: 2, variance: profiles[0]!.variance.map(() => 2) }]);
    assert.deepEqual((await rejudge({ store, judges }, 'a1', last.slotMs)).differences, []);
  });

  it('says that its profile is old, or too old to be used', async (t) => {
    const { profiles } = await learnt;
    const aged = (days: number) => profiles.map((profile) => ({ ...profile, fittedAtMs: START - days * DAY }));
    const old = await analyse(t, aged(9));
    assert.equal(engineOf(old.last), 'profile');
    assert.match(old.last.metrics[0]!.reason, /the noise profile is 9 days old: calibrate again/);
    const tooOld = await analyse(t, aged(31));
    assert.equal(engineOf(tooOld.last), 'paired');
    assert.match(tooOld.last.metrics[0]!.reason, /the noise profile was not used: it is older than 30 days/);
    assert.match(String(tooOld.last.metrics[0]!.judgements[0]!.evidence?.noiseProfile), /older than 30 days/);
  });

  it('does not use a profile that has seen the release', async (t) => {
    const { last } = await analyse(t, (await learnt).profiles, START - 60 * MINUTE);
    assert.match(last.metrics[0]!.reason, /not used: it was learnt from times after the start/);
  });
});

describe('keeping profiles', () => {
  it('refuses those of another config, metric or query, and keeps none of them then', async (t) => {
    const [profile] = (await learnt).profiles;
    const { service, store } = await analyse(t, []);
    const refused = (error: unknown) => error instanceof BadInputError && error.field === 'profiles.1';
    for (const changes of [{ metric: 'cpu' }, { queryHash: '0'.repeat(16) }, { stepMs: 1 }, { n: 10 }, { weight: [1] }])
      await assert.rejects(service.keepNoiseProfiles('shop', [profile!, { ...profile!, ...changes }]), refused);
    await assert.rejects(service.keepNoiseProfiles('other', [profile!]), NotFoundError);
    assert.deepEqual(await store.findNoiseProfiles('shop'), []);
  });
});
