import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderQuery } from '../../../src/analysis/queries/render-query.ts';
import { SourceError } from '../../../src/errors.ts';
import type { ConfigDocument } from '../../../src/model/config-document.ts';
import { parseCsv } from '../../../src/sources/file/parse-csv.ts';
import { putOnGrid } from '../../../src/sources/file/put-on-grid.ts';
import { recordedConfig, recordedQuery } from '../../../src/sources/file/recorded-config.ts';
import { recordedSource } from '../../../src/sources/file/recorded-source.ts';

const signal = new AbortController().signal;
const TEXT = `timestamp,metric,side,part,value
60,errors,control,bad,1
120,errors,control,bad,2
180,errors,control,bad,3
60,errors,control,total,100
60,errors,candidate,total,90
`;
const source = recordedSource('recorded', putOnGrid([...parseCsv(TEXT, 'r.csv')], 'r.csv', 60_000));
const window = { startMs: 0, endMs: 300_000, stepMs: 60_000 };

const DOCUMENT: ConfigDocument = {
  apiVersion: 'serinus.dev/v1',
  kind: 'CanaryAnalysis',
  metadata: { name: 'shop' },
  spec: {
    scopes: { control: 'version="stable"', candidate: 'version="${version}"' },
    variables: { version: {} },
    metrics: [
      { name: 'errors', kind: 'ratio', bad: 'sum(bad{${scope}})', total: 'sum(all{${scope}})' },
      { name: 'latency', kind: 'gauge', direction: 'increase', query: 'p99{${scope}}' },
      { name: 'restarts', kind: 'count', direction: 'increase', query: 'restarts{${scope}}' },
      { name: 'rejects', kind: 'count', direction: 'increase', query: 'rejects{${scope}}', exposure: 'all{${scope}}' },
      { name: 'duration', kind: 'histogram', query: 'sum by (le) (b{${scope}})' },
    ],
  },
};

describe('recorded series in the place of a server', () => {
  it('asks for every part of every metric by the config, with nothing left of its own queries', () => {
    const { spec } = recordedConfig(DOCUMENT);
    const templates = spec.metrics.flatMap(({ name, kind, direction: _, ...queries }) =>
      Object.entries(queries).map(([, text]) => [name, text]),
    );
    const context = { variables: {}, values: {}, stepMs: 60_000, windowMs: 60_000 };
    for (const side of ['control', 'candidate'] as const) {
      const rendered = templates.map(([, template]) =>
        renderQuery(template as string, { ...context, scope: spec.scopes![side] }, 'promql'),
      );
      assert.deepEqual(rendered, [
        recordedQuery('errors', 'bad', side),
        recordedQuery('errors', 'total', side),
        recordedQuery('latency', 'value', side),
        recordedQuery('restarts', 'events', side),
        recordedQuery('rejects', 'events', side),
        recordedQuery('rejects', 'exposure', side),
        recordedQuery('duration', 'buckets', side),
      ]);
    }
  });

  it('answers on the grid of the window; outside of the file are gaps', async () => {
    const { series } = await source.query({ query: recordedQuery('errors', 'bad', 'control'), window, signal });
    assert.deepEqual(
      series.map(({ values }) => [...values]),
      [[NaN, 1, 2, 3, NaN]],
    );
    const inner = { startMs: 120_000, endMs: 180_000, stepMs: 60_000 };
    const cut = await source.query({ query: recordedQuery('errors', 'bad', 'control'), window: inner, signal });
    assert.deepEqual([...cut.series[0]!.values], [2]);
  });

  it('answers nothing for a part that a metric of the file does not have', async () => {
    assert.deepEqual(await source.query({ query: recordedQuery('errors', 'bad', 'candidate'), window, signal }), {
      series: [],
      warnings: [],
    });
  });

  const refusals = [
    {
      name: 'a metric the file does not have',
      query: recordedQuery('latency', 'value', 'control'),
      window,
      message: /its metrics are errors/,
    },
    {
      name: 'another step',
      query: recordedQuery('errors', 'bad', 'control'),
      window: { ...window, stepMs: 30_000 },
      message: /a sample every 60 s, asked for is one every 30 s/,
    },
    {
      name: 'another phase',
      query: recordedQuery('errors', 'bad', 'control'),
      window: { ...window, startMs: 1 },
      message: /not on the grid of r\.csv/,
    },
  ];
  for (const { name, query, window: asked, message } of refusals) {
    it(`refuses ${name}`, () =>
      assert.rejects(source.query({ query, window: asked, signal }), (error) => {
        assert.ok(error instanceof SourceError);
        assert.match(error.message, message);
        return true;
      }));
  }

  it('refuses a window without points', () =>
    assert.rejects(source.query({ query: '', window: { ...window, endMs: 0 }, signal }), RangeError));
});
