import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { queryProblems } from '../../../src/analysis/queries/query-problems.ts';
import { type QueryContext, renderQuery } from '../../../src/analysis/queries/render-query.ts';
import { templateProblems } from '../../../src/analysis/queries/template-problems.ts';

const INFLUXQL = `SELECT mean("v") FROM "m" WHERE \${scope} AND time >= \${start} AND time < \${stop} GROUP BY time(\${step})`;
const FLUX =
  'from(bucket: "b") |> range(start: ${start}, stop: ${stop}) |> filter(fn: (r) => ${scope}) |> aggregateWindow(every: ${step}, fn: mean)';
const context = (version: string, scope: string): QueryContext => ({
  scope,
  variables: { version: { pattern: '.*' } },
  values: { version },
  stepMs: 60_000,
  windowMs: 300_000,
  startMs: Date.UTC(2026, 2, 2, 9),
  stopMs: Date.UTC(2026, 2, 2, 9, 5),
});
const influxql = (version: string, scope = `"v" = '\${version}'`): string => renderQuery(INFLUXQL, context(version, scope), 'influxql');
const flux = (version: string, scope = 'r.v == "${version}"'): string => renderQuery(FLUX, context(version, scope), 'flux');
/** What stands in place of the scope. */
const scopeOf = (query: string): string => /(?:WHERE |=> )\((.*)\)(?: AND time|\) \|>)/s.exec(query)![1]!;

describe('InfluxQL and Flux queries', () => {
  it('InfluxQL: times are strings, the step a duration, the scope in brackets', () =>
    assert.equal(
      influxql('v1'),
      `SELECT mean("v") FROM "m" WHERE ("v" = 'v1') AND time >= '2026-03-02T09:00:00.000Z' AND time < '2026-03-02T09:05:00.000Z' GROUP BY time(60s)`,
    ));
  it('Flux: times are literals', () =>
    assert.equal(
      flux('v1'),
      'from(bucket: "b") |> range(start: 2026-03-02T09:00:00.000Z, stop: 2026-03-02T09:05:00.000Z) |> filter(fn: (r) => (r.v == "v1")) |> aggregateWindow(every: 60s, fn: mean)',
    ));
});

describe('a hostile value never leaves its quotes', () => {
  // The escapes are those of InfluxQL's scanner (influxql/scanner.go: ScanString, ScanDelimited) and of Flux's specification of strings.
  const cases: readonly {
    readonly name: string;
    readonly value: string;
    readonly string: string;
    readonly regex: string;
    readonly flux: string;
  }[] = [
    { name: 'plain', value: 'v1.2-rc', string: 'v1.2-rc', regex: 'v1\\.2\\-rc', flux: 'v1.2-rc' },
    { name: 'a single quote', value: "' OR 1=1 --", string: "\\' OR 1=1 --", regex: "' OR 1=1 \\-\\-", flux: "' OR 1=1 --" },
    { name: 'a double quote', value: '" or true //', string: '" or true //', regex: '" or true \\x2f\\x2f', flux: '\\" or true //' },
    { name: 'a backslash at the end', value: 'a\\', string: 'a\\\\', regex: 'a\\x5c', flux: 'a\\\\' },
    { name: 'an escaped quote', value: "\\'", string: "\\\\\\'", regex: "\\x5c'", flux: "\\\\'" },
    {
      name: 'a slash',
      value: '/; DROP DATABASE shop',
      string: '/; DROP DATABASE shop',
      regex: '\\x2f; DROP DATABASE shop',
      flux: '/; DROP DATABASE shop',
    },
    { name: 'an escaped slash', value: '\\/', string: '\\\\/', regex: '\\x5c\\x2f', flux: '\\\\/' },
    { name: 'a regular expression', value: '.*|x', string: '.*|x', regex: '\\.\\*\\|x', flux: '.*|x' },
    { name: 'an expression of Flux', value: '${1 + 1}', string: '${1 + 1}', regex: '\\$\\{1 \\+ 1\\}', flux: '\\x24{1 + 1}' },
    { name: 'a placeholder', value: '${step}', string: '${step}', regex: '\\$\\{step\\}', flux: '\\x24{step}' },
    { name: 'a line break', value: 'a\nb', string: 'a\\nb', regex: 'a\\x0ab', flux: 'a\\nb' },
    { name: 'a tab', value: 'a\tb', string: 'a\tb', regex: 'a\\x09b', flux: 'a\\x09b' },
    { name: 'a lone surrogate', value: '\ud800', string: '\ufffd', regex: '\ufffd', flux: '\ufffd' },
    { name: 'other scripts', value: 'ä€😀', string: 'ä€😀', regex: 'ä€😀', flux: 'ä€😀' },
  ];
  for (const { name, value, string, regex, flux: fluxText } of cases) {
    it(`InfluxQL: ${name}`, () => {
      assert.equal(scopeOf(influxql(value)), `"v" = '${string}'`);
      assert.equal(scopeOf(influxql(value, '"v" =~ /^${version}$/')), `"v" =~ /^${regex}$/`);
    });
    it(`Flux: ${name}`, () => assert.equal(scopeOf(flux(value)), `r.v == "${fluxText}"`));
  }

  for (const [name, value] of Object.entries({ 'a carriage return': 'a\rb', 'a NUL': 'a\0b' })) {
    it(`InfluxQL cannot write ${name}: refused in a string, escaped in a regular expression and in Flux`, () => {
      assert.throws(() => influxql(value), { code: 'BAD_INPUT', field: 'version' });
      assert.match(influxql(value, '"v" =~ /${version}/'), /\/a\\x0[0d]b\//);
      assert.match(flux(value), /"a\\x0[0d]b"/);
    });
  }

  const anything = fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.toWellFormed());
  it('whatever the value, InfluxQL reads it back from its string, and the rest of the query is the same', () =>
    fc.assert(
      fc.property(anything, (value) => {
        fc.pre(!/[\0\r]/.test(value));
        const [before, after] = influxql('MARK').split('MARK') as [string, string];
        const query = influxql(value);
        assert.ok(query.startsWith(before) && query.endsWith(after));
        assert.equal(readInfluxString(query.slice(before.length)), value);
      }),
      { seed: 11, numRuns: 500 },
    ));
  it('whatever the value, InfluxQL ends the regular expression where it should, which matches the value alone', () =>
    fc.assert(
      fc.property(anything, anything, (value, other) => {
        const query = influxql(value, '"v" =~ /^${version}$/');
        const at = query.indexOf('/^') + 1;
        const body = readInfluxRegex(query.slice(at));
        assert.equal(query.slice(at + body.length), influxql('MARK', '"v" =~ /^${version}$/').split('MARK$')[1]);
        const regex = new RegExp(body.replaceAll('\\-', '\\x2d'), 'u');
        assert.ok(regex.test(value));
        assert.equal(regex.test(other), other === value);
      }),
      { seed: 12, numRuns: 500 },
    ));
  it('whatever the value, Flux reads it back from its string, without an expression in it', () =>
    fc.assert(
      fc.property(anything, (value) => {
        const [before, after] = flux('MARK').split('MARK') as [string, string];
        const query = flux(value);
        assert.ok(query.startsWith(before) && query.endsWith(after));
        assert.equal(readFluxString(query.slice(before.length)), value);
      }),
      { seed: 13, numRuns: 500 },
    ));
});

/** As InfluxQL's scanner reads on from behind the opening quote. */
function readInfluxString(text: string): string {
  let value = '';
  for (let i = 0; ; i++) {
    const char = text[i];
    assert.ok(char !== undefined && !'\0\n\r'.includes(char), 'a bad string');
    if (char === "'") return value;
    if (char === '\\') {
      const next = text[++i]!;
      assert.ok('n\\"\''.includes(next), 'a bad escape');
      value += next === 'n' ? '\n' : next;
    } else value += char;
  }
}

/** As InfluxQL's scanner does: a backslash escapes nothing but a slash, also where another backslash is before it. */
function readInfluxRegex(text: string): string {
  for (let i = 0; ; i++) {
    assert.ok(text[i] !== undefined && !'\0\n\r'.includes(text[i]!), 'a bad regular expression');
    if (text[i] === '/') return text.slice(0, i);
    if (text[i] === '\\' && text[i + 1] === '/') i++;
  }
}

function readFluxString(text: string): string {
  let value = '';
  for (let i = 0; ; i++) {
    const char = text[i];
    assert.ok(char !== undefined, 'no end');
    assert.ok(char !== '$', 'may begin an expression');
    if (char === '"') return value;
    if (char === '\\') {
      const next = text[++i]!;
      assert.ok('nrt"\\x'.includes(next), 'a bad escape');
      if (next === 'x') value += String.fromCharCode(Number.parseInt(text.slice(++i, ++i + 1), 16));
      else value += ({ n: '\n', r: '\r', t: '\t' } as Record<string, string>)[next] ?? next;
    } else value += char;
  }
}

describe('a template into which no value could be filled safely is refused', () => {
  const variables = { version: { pattern: '.*' } };
  const refusals: readonly {
    readonly name: string;
    readonly dialect: 'influxql' | 'flux';
    readonly template: string;
    readonly message: RegExp | undefined;
  }[] = [
    { name: 'bare', dialect: 'influxql', template: 'a = ${version}', message: /outside of quotes; .*as in "version" = '\$\{version\}'/ },
    { name: 'an identifier', dialect: 'influxql', template: `"\${version}" = 'a'`, message: /stands in an identifier/ },
    { name: 'an argument', dialect: 'influxql', template: `tz('\${version}')`, message: /not compared with anything/ },
    {
      name: 'a regular expression of measurements',
      dialect: 'influxql',
      template: 'SELECT a FROM /${version}/',
      message: /regular expression that is not compared/,
    },
    { name: 'a line comment', dialect: 'influxql', template: `a = 1 -- '\${version}'`, message: /inside a comment/ },
    { name: 'a block comment', dialect: 'influxql', template: `a /* '\${version}' */ = 1`, message: /inside a comment/ },
    {
      name: 'a quote in a regular expression opens nothing',
      dialect: 'influxql',
      template: `a =~ /'/ AND b = '\${version}'`,
      message: undefined,
    },
    {
      name: 'a division is no regular expression',
      dialect: 'influxql',
      template: `a / 2 > 1 AND b = '\${version}' AND c / 2 > 1`,
      message: undefined,
    },
    { name: 'a double quote within single ones', dialect: 'influxql', template: `a = '"' AND b = '\${version}'`, message: undefined },
    {
      name: 'two backslashes before a slash',
      dialect: 'influxql',
      template: 'a =~ /b\\\\/ AND c = 1',
      message: /two backslashes before a slash/,
    },
    { name: 'an escape of the value', dialect: 'influxql', template: `a =~ /\\\${version}/`, message: /backslash right before/ },
    { name: 'a start inside quotes', dialect: 'influxql', template: `time > '\${start}'`, message: /\$\{start\} stands inside quotes/ },
    { name: 'no end of a string', dialect: 'influxql', template: `a = '\${version}`, message: /never closed/ },
    { name: 'bare', dialect: 'flux', template: 'r.v == ${version}', message: /outside of quotes; .*r\.version == "\$\{version\}"/ },
    { name: 'a regular expression', dialect: 'flux', template: 'r.v =~ /${version}/', message: /stands in a regular expression/ },
    { name: 'a bucket', dialect: 'flux', template: 'from(bucket: "${version}")', message: /not compared with anything/ },
    {
      name: 'another language',
      dialect: 'flux',
      template: `sql.from(query: "SELECT '\${version}'")`,
      message: /not compared with anything/,
    },
    {
      name: 'a regular expression from text',
      dialect: 'flux',
      template: 'regexp.compile(v: "${version}")',
      message: /not compared with anything/,
    },
    { name: 'an expression of Flux', dialect: 'flux', template: 'a = "${r.v}"', message: /\$\{r\.v\} is no declared variable/ },
    { name: 'a comment', dialect: 'flux', template: '// "${version}"', message: /inside a comment/ },
    {
      name: 'two slashes in a string are no comment',
      dialect: 'flux',
      template: 'r.u == "http://a" and r.v == "${version}"',
      message: undefined,
    },
    {
      name: 'a quote in a regular expression opens nothing',
      dialect: 'flux',
      template: 'r.a =~ /"/ and r.v == "${version}"',
      message: undefined,
    },
    { name: 'a division is no regular expression', dialect: 'flux', template: 'r.a / 2 == 1 and r.v == "${version}"', message: undefined },
  ];
  for (const { name, dialect, template, message } of refusals)
    it(`${dialect}: ${name}`, () => {
      const problems = templateProblems(template, { scope: '', variables }, dialect);
      if (message === undefined) assert.deepEqual(problems, []);
      else assert.match(problems.join('\n'), message);
    });

  const times = 'WHERE time >= ${start} AND time < ${stop} GROUP BY time(${step})';
  const queries: readonly {
    readonly query: string;
    readonly dialect: 'influxql' | 'flux' | 'promql';
    readonly message: RegExp | undefined;
  }[] = [
    { query: `SELECT mean(a) FROM b ${times}`, dialect: 'influxql', message: undefined },
    { query: `select mean(a) FROM "into" ${times}`, dialect: 'influxql', message: undefined },
    {
      query: 'SELECT mean(a) FROM b WHERE time >= ${start}',
      dialect: 'influxql',
      message: /has no \$\{stop\} and no \$\{step\}: InfluxQL/,
    },
    { query: `SELECT mean(a) INTO c FROM b ${times}`, dialect: 'influxql', message: /one SELECT/ },
    { query: `SELECT mean(a) FROM b ${times}; DROP MEASUREMENT b`, dialect: 'influxql', message: /one SELECT/ },
    { query: `DELETE FROM b ${times}`, dialect: 'influxql', message: /is no SELECT/ },
    { query: `SELECT a FROM b WHERE c = '\${start} \${stop} \${step}'`, dialect: 'influxql', message: /has no \$\{start\}/ },
    {
      query: 'from(bucket: "b") |> range(start: -1h)',
      dialect: 'flux',
      message: /has no \$\{start\} and no \$\{stop\} and no \$\{step\}: Flux/,
    },
    { query: `SELECT mean(a) FROM b ${times} fill(previous)`, dialect: 'influxql', message: /makes up data/ },
    { query: `SELECT mean(a) FROM b ${times} FILL ( linear )`, dialect: 'influxql', message: /makes up data/ },
    { query: `SELECT count(a) FROM b ${times}`, dialect: 'influxql', message: /counts 0 where nothing was reported; write fill\(none\)/ },
    { query: `SELECT count(a) FROM b ${times} fill(0)`, dialect: 'influxql', message: undefined },
    { query: `SELECT sum("count") FROM b ${times}`, dialect: 'influxql', message: undefined },
    {
      query: `${FLUX.replace('mean', 'count')}`,
      dialect: 'flux',
      message: /counts 0 where nothing was reported; write createEmpty: false/,
    },
    { query: `${FLUX.replace('mean', 'count, createEmpty: false')}`, dialect: 'flux', message: undefined },
    { query: `${FLUX} |> fill(usePrevious: true)`, dialect: 'flux', message: /makes up data/ },
    { query: 'up', dialect: 'promql', message: undefined },
  ];
  for (const { query, dialect, message } of queries)
    it(`${dialect}: ${query}`, () => {
      const problems = queryProblems(query, dialect);
      if (message === undefined) assert.deepEqual(problems, []);
      else assert.match(problems.join('\n'), message);
    });

  it('PromQL knows no start and stop', () =>
    assert.match(templateProblems('x @ ${start}', { scope: '', variables }, 'promql').join(), /is for InfluxQL and Flux/));
});
