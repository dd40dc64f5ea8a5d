import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { influxQuery } from '../../../src/analysis/kayenta/influx-query.ts';
import type { CanaryScope, KayentaQuery } from '../../../src/kayenta/canary-config.ts';

const times = { startMs: Date.UTC(2026, 0, 1, 12), endMs: Date.UTC(2026, 0, 1, 12, 1, 40), stepMs: 60_000 };
const build = (query: Partial<KayentaQuery>, scope: Partial<CanaryScope> = { scope: 'server:myapp-prod' }): string =>
  influxQuery({ type: 'influxdb', ...query }, { ...times, ...scope });

const TIME = "time >= '2026-01-01T12:00:00Z' AND time < '2026-01-01T12:01:40Z'";

describe('influxQuery', () => {
  // By the rules of Kayenta's InfluxDB service (docs/kayenta.md).
  const cases: { name: string; query: Partial<KayentaQuery>; scope?: Partial<CanaryScope>; expected: string }[] = [
    {
      name: 'fields of a measurement',
      query: { metricName: 'temperature', fields: ['external', 'internal'] },
      expected: `SELECT external, internal FROM temperature WHERE ${TIME} AND server = 'myapp-prod'`,
    },
    {
      name: 'every field',
      query: { metricName: 'temperature' },
      expected: `SELECT *::field FROM temperature WHERE ${TIME} AND server = 'myapp-prod'`,
    },
    {
      name: 'no fields, which is every field',
      query: { metricName: 't', fields: [] },
      scope: {},
      expected: `SELECT *::field FROM t WHERE ${TIME}`,
    },
    {
      name: 'milliseconds where there are any',
      query: { metricName: 't', fields: ['f'] },
      scope: { startMs: times.startMs + 5 },
      expected: `SELECT f FROM t WHERE time >= '2026-01-01T12:00:00.005Z' AND time < '2026-01-01T12:01:40Z'`,
    },
    {
      name: 'a template',
      query: {
        customInlineTemplate: 'SELECT sum("count") FROM m WHERE host = \'v\' AND ${scope} AND ${timeFilter} GROUP BY time(${step})',
      },
      expected: `SELECT sum("count") FROM m WHERE host = 'v' AND server = 'myapp-prod' AND ${TIME} GROUP BY time(60s)`,
    },
    {
      name: 'a template as Orca stores it',
      query: { customInlineTemplate: 'SELECT f FROM m WHERE $\\{scope} AND $\\{timeFilter}' },
      expected: `SELECT f FROM m WHERE server = 'myapp-prod' AND ${TIME}`,
    },
    {
      name: 'a value with a quote and a tag that is no plain name',
      query: { metricName: 't', fields: ['f'] },
      scope: { scope: 'host-"name":it\'s \\' },
      expected: `SELECT f FROM t WHERE ${TIME} AND "host-\\"name\\"" = 'it\\'s \\\\'`,
    },
  ];
  for (const { name, query, scope, expected } of cases) it(name, () => assert.equal(build(query, scope), expected));

  const template = (text: string) => ({ customInlineTemplate: text });
  const FORMAT = "Scope expected in the format of 'name:value'. e.g. autoscaling_group:myapp-prod-v002";
  const refusals: { name: string; query: Partial<KayentaQuery>; scope?: Partial<CanaryScope>; message: string | RegExp }[] = [
    { name: 'no measurement', query: {}, message: 'Measurement is required to query metrics' },
    { name: 'a scope without a colon', query: { metricName: 't' }, scope: { scope: 'myapp' }, message: FORMAT },
    { name: 'a scope of three parts', query: { metricName: 't' }, scope: { scope: 'a:b:c' }, message: FORMAT },
    { name: 'a scope without a value', query: { metricName: 't' }, scope: { scope: 'a:' }, message: FORMAT },
    { name: 'a scope with a NUL', query: { metricName: 't' }, scope: { scope: 'a:b\0' }, message: /NUL/ },
    { name: 'a template without scope', query: template('SELECT f FROM m WHERE ${timeFilter}'), message: /must contain \$\{scope\}/ },
    { name: 'a template without time', query: template('SELECT f FROM m WHERE ${scope}'), message: /must contain \$\{timeFilter\}/ },
    { name: 'SHOW', query: template('show tag values where ${scope} and ${timeFilter}'), message: /SHOW/ },
    { name: 'two statements', query: template('SELECT f FROM m WHERE ${scope} AND ${timeFilter}; DROP'), message: /must not contain ;/ },
    { name: 'a comment', query: template('SELECT f FROM m WHERE ${scope} AND ${timeFilter} -- x'), message: /must not contain --/ },
    {
      name: 'a placeholder in a string',
      query: template("SELECT f FROM m WHERE a = '${scope}' AND ${timeFilter}"),
      message: /inside quotes/,
    },
    {
      name: 'a placeholder in a regular expression',
      query: template('SELECT f FROM m WHERE a =~ /${scope}/ AND ${timeFilter}'),
      message: /inside quotes/,
    },
    { name: 'another placeholder', query: template('SELECT f FROM m WHERE ${scope} AND ${timeFilter} AND ${x}'), message: /\$\{x\}/ },
    {
      name: 'a string without end',
      query: template("SELECT f FROM m WHERE ${scope} AND ${timeFilter} AND a = '"),
      message: /never closed/,
    },
    {
      name: 'a template with no scope to fill in',
      query: template('SELECT f FROM m WHERE ${scope} AND ${timeFilter}'),
      scope: {},
      message: /scope is required/,
    },
  ];
  for (const { name, query, scope, message } of refusals)
    it(`refuses ${name}`, () => assert.throws(() => build(query, scope), { name: 'KayentaRefusal', statusCode: 400, message }));

  // InfluxQL's strings and quoted names, read by another means than the product's.
  const QUOTED = /'((?:[^'\\\n]|\\[\\'"n])*)'|"((?:[^"\\\n]|\\[\\'"n])*)"/g;
  const decoded = (text: string): string => text.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char));
  it('a scope is a tag and a text, whatever it holds', () => {
    const part = fc.string({ unit: fc.constantFrom(...'\'"\\\n/;-= ORabc.*'), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(part, part, (tag, value) => {
        const text = build({ metricName: 't', fields: ['f'] }, { scope: `${tag}:${value}` });
        const rest = text.slice(`SELECT f FROM t WHERE ${TIME} AND `.length);
        const quoted = [...rest.matchAll(QUOTED)].map(([, single, double]) => decoded(single ?? double ?? ''));
        assert.match(rest.replace(QUOTED, 'Q'), /^(Q|[A-Za-z_]\w*) = Q$/);
        assert.equal(quoted.at(-1), value);
        if (quoted.length === 2) assert.equal(quoted[0], tag);
      }),
      { seed: 21, numRuns: 2000 },
    );
  });
});
