import assert from 'node:assert/strict';
import { afterEach, beforeEach, it } from 'node:test';
import type { Store } from '../../../src/analysis/ports/store.ts';
import { addLooks, sampleAnalysis, sampleProfile, T0 } from '../samples.ts';

/** What any Store must do with noise profiles. `open` gives an empty one for each test. */
export function noiseProfilesContract(open: () => Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  it('finds a profile as it was saved, to the last digit, under its config only', async () => {
    const profile = sampleProfile({ mad: 0.1 + 0.2, meanVariance: 5e-324 });
    await store.saveNoiseProfile('checkout', profile);
    assert.deepEqual(await store.findNoiseProfiles('checkout'), [profile]);
    assert.deepEqual(await store.findNoiseProfiles('checkout2'), []);
  });

  it('keeps one for each metric and query hash: the last that was saved', async () => {
    const later = sampleProfile({ fittedAtMs: T0 + 9, n: 500 });
    const earlier = sampleProfile({ fittedAtMs: T0 + 3, n: 900 });
    for (const profile of [later, earlier]) await store.saveNoiseProfile('checkout', profile);
    assert.deepEqual(await store.findNoiseProfiles('checkout'), [earlier]);
  });

  it('lists those of other metrics and queries newest first', async () => {
    const profiles = [
      sampleProfile({ fittedAtMs: T0 + 1 }),
      sampleProfile({ fittedAtMs: T0 + 3, metric: 'cpu' }),
      sampleProfile({ fittedAtMs: T0 + 2, queryHash: '0000000000000000' }),
    ];
    for (const profile of profiles) await store.saveNoiseProfile('checkout', profile);
    assert.deepEqual(await store.findNoiseProfiles('checkout'), [profiles[1], profiles[2], profiles[0]]);
  });

  it('leaves what an analysis took at its start as it was, whatever is saved later', async () => {
    const noiseProfiles = [
      { metric: 'latency', profile: sampleProfile(), note: 'the noise profile is 8 days old: calibrate again' },
      { metric: 'cpu', note: 'the noise profile was not used: its queries were others' },
    ];
    const analysis = sampleAnalysis('a', { noiseProfiles });
    await store.createAnalysis(analysis);
    await store.saveNoiseProfile('checkout', sampleProfile({ n: 300 }));
    await addLooks(store, 'a', 1);
    assert.deepEqual((await store.findAnalysis('a'))?.noiseProfiles, noiseProfiles);
    assert.deepEqual((await store.listAnalyses({ limit: 1 })).items[0]?.noiseProfiles, noiseProfiles);
  });
}
