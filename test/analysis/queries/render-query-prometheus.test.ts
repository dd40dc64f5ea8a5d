import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { renderQuery } from '../../../src/analysis/queries/render-query.ts';
import { missing } from '../../support/debian.ts';
import { startPrometheus } from '../../support/prometheus.ts';
import { openMetrics } from '../../support/samples.ts';
import type { RunningServer } from '../../support/server-process.ts';

const HOSTILE = [
  'plain',
  'a.b',
  'axb',
  'a"b',
  "a'b",
  'a`b',
  'a\\b',
  'a\\',
  '.*',
  '.+|x',
  '[a-z]',
  'a-z',
  '^$',
  '(?i)PLAIN',
  '"} or vector(1) #',
  '${step}',
  'ä€😀',
  'a\nb',
];

describe('rendered queries on a real Prometheus', { skip: missing('prometheus') }, () => {
  let server: RunningServer;
  const atMs = Math.floor(Date.now() / 1000 - 7200) * 1000;
  before(async () => {
    const series = HOSTILE.map((v) => ({ name: 'm', type: 'gauge' as const, labels: { v }, samples: [[atMs, 1]] as const }));
    server = await startPrometheus({ blocks: openMetrics(series) });
  });
  after(() => server?.stop());

  const found = async (query: string): Promise<(string | undefined)[]> => {
    const body = new URLSearchParams({ query, time: String(atMs / 1000) });
    const reply = (await (await fetch(new URL('/api/v1/query', server.url), { method: 'POST', body })).json()) as {
      error?: string;
      data?: { result: { metric: { v?: string } }[] };
    };
    assert.equal(reply.error, undefined, query);
    return reply.data!.result.map(({ metric }) => metric.v).sort();
  };
  const render = (template: string, version: string): string =>
    renderQuery(
      template,
      { scope: 'v="${version}"', variables: { version: { pattern: '.*' } }, values: { version }, stepMs: 60_000, windowMs: 60_000 },
      'promql',
    );

  for (const template of [
    'm{${scope}}',
    "m{v='${version}'}",
    'm{v=`${version}`}',
    'm{v=~"${version}"}',
    "m{v=~'${version}'}",
    'm{v=~`${version}`}',
    'm{v=~"[q]*${version}"}',
  ])
    it(`${template} finds the value and nothing else`, async () => {
      for (const value of HOSTILE) assert.deepEqual(await found(render(template, value)), [value]);
    });

  it('m{v!~"${version}"} leaves out the value and nothing else', async () => {
    for (const value of HOSTILE)
      assert.deepEqual(await found(render('m{v!~"${version}"}', value)), HOSTILE.filter((one) => one !== value).sort());
  });

  it('a value inside a class of characters adds those characters and no range', async () => {
    assert.deepEqual(await found(render('m{v=~"[${version}]+"}', 'p-n')), []);
    assert.deepEqual(await found(render('m{v=~"[${version}]+"}', 'a-zb.')), ['a-z', 'a.b']);
  });
});
