import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { schemaProblems } from '../../src/analysis/config/schema-problems.ts';
import { retentionSettings } from '../../src/config/retention-settings.ts';
import { StoreDocument } from '../../src/config/settings-document.ts';
import { SettingsError } from '../../src/config/settings-error.ts';

const DAY = 86_400_000;

describe('how long things are kept', () => {
  it('has a bound for everything that grows by itself, unless the file says otherwise', () => {
    assert.deepEqual(retentionSettings(), {
      ...{ looks: { maxAgeMs: 90 * DAY, maxCount: 10_000 }, series: { maxAgeMs: 30 * DAY }, documents: { maxAgeMs: 90 * DAY } },
      ...{ reports: { maxAgeMs: 365 * DAY }, pairs: { maxAgeMs: 90 * DAY } },
      ...{ samples: { maxAgeMs: 30 * DAY }, pairIds: { maxAgeMs: 7 * DAY } },
    });
    assert.deepEqual(
      retentionSettings({
        ...{ looks: { maxCount: 5 }, series: { maxAge: '36h' }, documents: { maxAge: 'forever' }, reports: { maxAge: '1d' } },
        ...{ pairs: { maxAge: '2d' }, samples: { maxAge: '3d' }, pairIds: { maxAge: '4d' } },
      }),
      {
        ...{
          looks: { maxAgeMs: 90 * DAY, maxCount: 5 },
          series: { maxAgeMs: 1.5 * DAY },
          documents: { maxAgeMs: Number.POSITIVE_INFINITY },
        },
        ...{ reports: { maxAgeMs: DAY }, pairs: { maxAgeMs: 2 * DAY }, samples: { maxAgeMs: 3 * DAY }, pairIds: { maxAgeMs: 4 * DAY } },
      },
    );
  });

  it('is never nothing', () => {
    assert.throws(
      () => retentionSettings({ series: { maxAge: '0s' } }),
      (error) => error instanceof SettingsError && error.message.includes('store.retention.series.maxAge: must be above 0'),
    );
  });

  for (const wrong of [
    { looks: { maxAge: 'always' } },
    { looks: { maxCount: 0 } },
    { looks: { maxCount: 1.5 } },
    { analyses: { maxAge: '1d' } },
    { series: { maxCount: 5 } },
    { pairs: { maxCount: 5 } },
  ])
    it(`cannot be ${JSON.stringify(wrong)}`, () => {
      assert.notDeepEqual(schemaProblems(StoreDocument, { retention: wrong }), []);
    });
});
