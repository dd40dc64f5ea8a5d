import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkLimits } from '../../../src/analysis/config/check-limits.ts';
import type { AnalysisLimits } from '../../../src/analysis/limits.ts';
import type { ConfigDocument } from '../../../src/model/config-document.ts';

type Spec = ConfigDocument['spec'];

/** Two gauges, a ratio and a count with its exposure: six queries a side, twelve series; 120 steps at the deadline. */
const spec: Spec = {
  scopes: { control: 'a', candidate: 'b' },
  metrics: [
    { name: 'g1', kind: 'gauge', direction: 'increase', query: 'q' },
    { name: 'g2', kind: 'gauge', direction: 'increase', query: 'q' },
    { name: 'r', kind: 'ratio', bad: 'q', total: 'q' },
    { name: 'c', kind: 'count', direction: 'increase', query: 'q', exposure: 'q' },
  ],
};
const FITS: AnalysisLimits = { metrics: 4, series: 12, points: 12 * 120 };

describe('the limits of a config', () => {
  it('let through what just fits', () => {
    assert.deepEqual(checkLimits(spec, FITS), []);
  });

  const cases: readonly {
    readonly name: string;
    readonly limits: Partial<AnalysisLimits>;
    readonly spec?: Partial<Spec>;
    readonly says: string;
  }[] = [
    { name: 'too many metrics', limits: { metrics: 3 }, says: 'spec.metrics has 4 metrics: at most 3 (limits.metrics of the settings)' },
    {
      name: 'too many series',
      limits: { series: 11 },
      says: 'spec.metrics asks for 12 series or more: at most 11 (limits.series of the settings)',
    },
    {
      name: 'too many points',
      limits: { points: 1_439 },
      says: 'spec.duration.max asks for 1440 points or more at the deadline: 12 series, a step each 60 s: at most 1439 (limits.points of the settings)',
    },
    {
      name: 'more points by a longer duration',
      limits: {},
      spec: { duration: { max: '3h' } },
      says: 'spec.duration.max asks for 2160 points or more at the deadline: 12 series, a step each 60 s: at most 1440 (limits.points of the settings)',
    },
    {
      name: 'more points by a shorter step',
      limits: {},
      spec: { window: { step: '30s' } },
      says: 'spec.duration.max asks for 2880 points or more at the deadline: 12 series, a step each 30 s: at most 1440 (limits.points of the settings)',
    },
  ];
  for (const { name, limits, spec: changes, says } of cases)
    it(`name ${name}`, () => {
      const problems = checkLimits({ ...spec, ...changes }, { ...FITS, ...limits });
      assert.deepEqual(
        problems.map(({ path, message, expected }) => `${path.join('.')} ${message}: ${expected}`),
        [says],
      );
    });

  it('count no steps of a warm-up', () => {
    assert.deepEqual(checkLimits({ ...spec, window: { warmUp: '1h' }, duration: { max: '3h' } }, FITS), []);
  });
});
