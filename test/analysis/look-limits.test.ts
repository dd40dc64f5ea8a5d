import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveConfig } from '../../src/analysis/config/resolve-config.ts';
import { fetchRecords } from '../../src/analysis/fetch-records.ts';
import type { AnalysisLimits } from '../../src/analysis/limits.ts';
import type { MetricSource } from '../../src/analysis/ports/metric-source.ts';
import { document, MINUTE, openProgram, T0 } from './program.ts';

const ANY: AnalysisLimits = { metrics: 1_000, series: 1_000, points: 1_000_000 };
const window = { startMs: T0, endMs: T0 + 10 * MINUTE, stepMs: MINUTE };

/** Answers every query with so many series of ten points, those of `slow` queries last. */
function wideSource(count: number, slow: RegExp): MetricSource {
  return {
    name: 'prometheus',
    dialect: 'promql',
    async query({ query }) {
      if (slow.test(query)) await new Promise(setImmediate);
      const series = Array.from({ length: count }, (_, i) => ({
        ...{ labels: { pod: `${i}` }, startMs: T0, stepMs: MINUTE, values: new Float64Array(10) },
      }));
      return { series, warnings: [] };
    },
    check: async () => undefined,
  };
}

describe('a look that is too large', () => {
  const metric = document.spec.metrics[0]!;
  const of = async (t: Parameters<typeof openProgram>[0], limits: AnalysisLimits, slow = /$^/) => {
    const { judges } = await openProgram(t, undefined);
    const spec = {
      ...document.spec,
      metrics: ['a', 'b'].map((name) => ({ ...metric, name, query: `${name}{\${scope}}`, pairBy: ['pod'] })),
    };
    const config = resolveConfig({ ...document, spec: spec as typeof document.spec }, judges);
    const scopes = { control: { version: 'v1' }, candidate: { version: 'v2' } };
    return fetchRecords({ config, scopes, window, source: wideSource(5, slow), signal: new AbortController().signal, limits });
  };

  it('fails as a whole by what its queries give, whichever comes first, and says what to change', async (t) => {
    // Two metrics of two sides with five series each.
    for (const slow of [/^a/, /^b/, /v1/]) {
      const records = await of(t, { ...ANY, series: 19 }, slow);
      assert.deepEqual(
        records.map(({ metric: name, outcome }) => [name, outcome]),
        ['a', 'b'].map((name) => [
          name,
          {
            kind: 'failure',
            code: 'LIMIT_EXCEEDED',
            message: 'the queries of this look give more than 19 series, which is limits.series of the settings',
          },
        ]),
      );
      assert.deepEqual(Object.keys(records[0]!.queries.control), ['value'], 'what was asked is told');
    }
  });

  it('is so by its points too', async (t) => {
    const [record] = await of(t, { ...ANY, points: 199 });
    assert.match(JSON.stringify(record!.outcome), /more than 199 points, which is limits\.points/);
  });

  it('is none that just fits', async (t) => {
    const records = await of(t, { ...ANY, series: 20, points: 200 });
    assert.deepEqual(
      records.map(({ outcome }) => outcome.kind),
      Array.from({ length: 10 }, () => 'data'),
    );
  });

  it('goes on as one whose source failed: named, and never a promotion', async (t) => {
    const program = await openProgram(t, wideSource(1, /$^/));
    const { service } = program.openReplica({ limits: { ...ANY, points: 7 } });
    const { analysis } = await service.start({
      ...{ config: 'checkout', control: { version: 'v1' }, candidate: { version: 'v2' }, startMs: T0 },
    });
    program.setMinute(12);
    const look = await service.look(analysis.id);
    assert.equal(look.verdict, 'continue');
    assert.match(look.reason, /latency: .*more than 7 points/);
  });
});
