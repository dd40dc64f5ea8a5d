import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkConfig } from '../../../src/analysis/config/check-config.ts';
import { pathText } from '../../../src/analysis/config/problem.ts';
import type { QueryDialect } from '../../../src/analysis/ports/metric-source.ts';
import type { ConfigDocument } from '../../../src/model/config-document.ts';
import { type AnyDocument, configDocument, stubJudges } from '../../support/config-document.ts';

const PROMQL = { scope: 'version="${version}"', query: 'cpu{${scope}}' };
const INFLUXQL = {
  scope: `"version" = '\${version}'`,
  query: 'SELECT mean(v) FROM cpu WHERE ${scope} AND time >= ${start} AND time < ${stop} GROUP BY time(${step})',
};
const FLUX = {
  scope: 'r.version == "${version}"',
  query:
    'from(bucket: "b") |> range(start: ${start}, stop: ${stop}) |> filter(fn: (r) => ${scope}) |> aggregateWindow(every: ${step}, fn: mean)',
};

/** The problems of a config with one metric, whose source is asked in that language; undefined: the settings do not have it. */
function problemsOf({ scope, query }: typeof PROMQL, dialect: QueryDialect | undefined): string[] {
  const document: AnyDocument = configDocument();
  const metrics = [{ name: 'cpu', kind: 'gauge', direction: 'increase', query }];
  document.spec = { ...document.spec, source: 'metrics', scopes: { control: scope, candidate: scope }, metrics };
  const dialectOf = (source: string): QueryDialect | undefined => (source === 'metrics' ? dialect : undefined);
  return checkConfig(document as ConfigDocument, stubJudges, { dialectOf }).map(({ path, message }) => `${pathText(path)} ${message}`);
}

describe('the language of a config', () => {
  const sound: readonly (readonly [string, typeof PROMQL, QueryDialect])[] = [
    ['PromQL', PROMQL, 'promql'],
    ['InfluxQL', INFLUXQL, 'influxql'],
    ['Flux', FLUX, 'flux'],
  ];
  for (const [name, templates, dialect] of sound) {
    it(`${name} for a source that is asked in it`, () => assert.deepEqual(problemsOf(templates, dialect), []));
    it(`${name} for a source that is not known`, () => assert.deepEqual(problemsOf(templates, undefined), []));
  }

  const refusals: readonly {
    readonly name: string;
    readonly templates: typeof PROMQL;
    readonly dialect: QueryDialect | undefined;
    readonly problem: string;
  }[] = [
    {
      name: 'PromQL for a source asked in InfluxQL',
      templates: PROMQL,
      dialect: 'influxql',
      problem: 'spec.metrics[0].query is no SELECT (the source metrics is asked in InfluxQL)',
    },
    {
      name: 'InfluxQL for a source asked in PromQL',
      templates: INFLUXQL,
      dialect: 'promql',
      problem:
        'spec.metrics[0].query ${start} is for InfluxQL and Flux; PromQL is evaluated at the times of the look by itself (the source metrics is asked in PromQL)',
    },
    {
      name: 'InfluxQL for a source asked in Flux',
      templates: INFLUXQL,
      dialect: 'flux',
      problem:
        'spec.scopes.control ${version} stands outside of quotes; a variable belongs inside a quoted string, as in r.version == "${version}" (the source metrics is asked in Flux)',
    },
    {
      name: 'InfluxQL without an end, its source not known',
      templates: { ...INFLUXQL, query: INFLUXQL.query.replace('${stop}', 'now()') },
      dialect: undefined,
      problem: 'spec.metrics[0].query has no ${stop}: InfluxQL gets its times and its step from the query itself',
    },
    {
      name: 'an empty scope that is used',
      templates: { scope: '', query: INFLUXQL.query.replace('AND', `AND v = '\${version}' AND`) },
      dialect: 'influxql',
      problem: 'spec.scopes.control is empty, but a query uses ${scope}',
    },
  ];
  for (const { name, templates, dialect, problem } of refusals)
    it(`refuses ${name}`, () => {
      const problems = problemsOf(templates, dialect);
      assert.ok(problems.includes(problem), problems.join('\n'));
    });

  for (const name of ['start', 'stop'])
    it(`no variable may be called ${name}`, () => {
      const document = configDocument();
      document.spec.variables[name] = {};
      const problems = checkConfig(document as ConfigDocument, stubJudges).map(({ path }) => pathText(path));
      assert.deepEqual(problems, [`spec.variables.${name}`]);
    });
});
