import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseProfiles } from '../../../src/analysis/calibrate/choose-profiles.ts';
import { queryHash } from '../../../src/analysis/calibrate/query-hash.ts';
import { resolveConfig } from '../../../src/analysis/config/resolve-config.ts';
import type { ConfigDocument } from '../../../src/model/config-document.ts';
import type { NoiseProfile } from '../../../src/model/noise-profile.ts';
import { sampleProfile, T0 } from '../../store/samples.ts';
import { configDocument, stubJudges } from '../../support/config-document.ts';

const DAY = 24 * 3_600_000;
const config = resolveConfig(configDocument() as ConfigDocument, stubJudges);
const [cpu] = config.metrics;
const hash = queryHash(config, cpu!);
const profile = (changes: Partial<NoiseProfile> = {}): NoiseProfile => sampleProfile({ metric: 'cpu', queryHash: hash, ...changes });

describe('the noise profiles that an analysis takes', () => {
  it('are none when none are stored, or only those of metrics the config has not', () => {
    assert.deepEqual(chooseProfiles(config, [], T0), []);
    assert.deepEqual(chooseProfiles(config, [profile({ metric: 'gone' })], T0), []);
  });
  it('are the newest of the same queries', () => {
    const profiles = [profile({ queryHash: '0'.repeat(16), fittedAtMs: T0 - 1 }), profile({ fittedAtMs: T0 - 2 })];
    assert.deepEqual(chooseProfiles(config, profiles, T0), [{ metric: 'cpu', profile: profiles[1] }]);
  });

  const cases = [
    { name: 'a week old: as it is', changes: { fittedAtMs: T0 - 7 * DAY }, note: undefined, used: true },
    {
      name: 'over a week old: with a warning',
      changes: { fittedAtMs: T0 - 8.5 * DAY },
      note: /is 8 days old: calibrate again/,
      used: true,
    },
    { name: 'over 30 days old', changes: { fittedAtMs: T0 - 30 * DAY - 1 }, note: /not used: it is older than 30 days/, used: false },
    {
      name: 'learnt after the start',
      changes: { fittedAtMs: T0 + 1 },
      note: /not used: it was learnt from times after the start/,
      used: false,
    },
    { name: 'of other queries', changes: { queryHash: '0'.repeat(16) }, note: /not used: its queries were others/, used: false },
    { name: 'of another step', changes: { stepMs: 1000 }, note: /not used: its step is 1000 ms/, used: false },
    { name: 'of another version', changes: { version: 0 }, note: /not used: it is of version 0/, used: false },
    { name: 'of too little history', changes: { n: 239 }, note: /not used: it was learnt from 239 steps/, used: false },
  ];
  for (const { name, changes, note, used } of cases) {
    it(name, () => {
      const [choice] = chooseProfiles(config, [profile(changes)], T0);
      assert.equal(choice?.profile !== undefined, used);
      if (note === undefined) assert.equal(choice?.note, undefined);
      else assert.match(choice?.note ?? '', note);
    });
  }
});

describe('the hash of what shapes a contrast', () => {
  const changed = (change: (metric: Record<string, unknown>, spec: Record<string, unknown>) => void): string => {
    const document = configDocument();
    change(document.spec.metrics[0], document.spec);
    const other = resolveConfig(document as ConfigDocument, stubJudges);
    return queryHash(other, other.metrics[0]!);
  };
  const others: readonly [string, Parameters<typeof changed>[0]][] = [
    ['query', (metric) => Object.assign(metric, { query: 'other{${scope}}' })],
    ['scope', (_metric, spec) => Object.assign(spec, { scopes: { control: 'v="${version}"', candidate: 'v="${version}"' } })],
    ['step', (_metric, spec) => Object.assign(spec, { window: { step: '30s' } })],
    ['source', (_metric, spec) => Object.assign(spec, { source: 'other' })],
    ['missing values', (metric) => Object.assign(metric, { nanStrategy: 'zero' })],
    ['outliers', (metric) => Object.assign(metric, { outliers: { strategy: 'remove' } })],
  ];
  for (const [name, change] of others) it(`is another for another ${name}`, () => assert.notEqual(changed(change), hash));
  it('is the same whatever the tolerance, the levels and the times are', () =>
    assert.equal(
      changed((metric, spec) => {
        Object.assign(metric, { tolerance: { ratio: 0.3 }, weight: 7 });
        Object.assign(spec, { alpha: 0.01, duration: { max: '3h' } });
      }),
      hash,
    ));
});
