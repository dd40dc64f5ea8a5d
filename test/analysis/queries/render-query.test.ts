import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { renderQuery } from '../../../src/analysis/queries/render-query.ts';

const variables = { version: { pattern: '.*' }, workload: { pattern: '.*' } };
const render = (template: string, values: Record<string, string> = {}, scope = 'version="${version}"'): string =>
  renderQuery(
    template,
    { scope, variables, values: { version: 'v1', workload: 'w', ...values }, stepMs: 60_000, windowMs: 1_500 },
    'promql',
  );

describe('renderQuery', () => {
  const cases: { name: string; template: string; values?: Record<string, string>; query: string }[] = [
    {
      name: 'scope, step and window are code',
      template: 'rate(x{${scope}}[${step}]) / rate(x[${window}])',
      query: 'rate(x{version="v1"}[60s]) / rate(x[1500ms])',
    },
    { name: 'a variable beside the scope', template: 'x{a="${workload}-b",${scope}}', query: 'x{a="w-b",version="v1"}' },
    { name: 'double quotes', template: 'x{a="${workload}"}', values: { workload: 'a"\\\n' }, query: 'x{a="a\\"\\\\\\n"}' },
    { name: 'single quotes', template: "x{a='${workload}'}", values: { workload: `a'"\\` }, query: `x{a='a\\'"\\\\'}` },
    { name: 'backticks become double quotes', template: 'x{a=`"\\${workload}`}', values: { workload: '`"' }, query: 'x{a="\\"\\\\`\\""}' },
    { name: 'backticks without a variable stay', template: 'x{a=~`\\d+`,${scope}}', query: 'x{a=~`\\d+`,version="v1"}' },
    {
      name: 'a regex matches the value only',
      template: 'x{a=~"${workload}.*"}',
      values: { workload: '.*|b-' },
      query: 'x{a=~"\\\\.\\\\*\\\\|b\\\\-.*"}',
    },
    { name: 'blanks before the string', template: 'x{a !~ \n "${workload}"}', values: { workload: 'a.b' }, query: 'x{a !~ \n "a\\\\.b"}' },
    {
      name: 'a comparison is no matcher of regexes',
      template: 'x{a="${workload}"} == 1',
      values: { workload: 'a.b' },
      query: 'x{a="a.b"} == 1',
    },
    {
      name: 'other strings stay',
      template: 'label_replace(x{${scope}}, "a", "$1", "b", "(.*)\\\\.\\"")',
      query: 'label_replace(x{version="v1"}, "a", "$1", "b", "(.*)\\\\.\\"")',
    },
    { name: 'empty and neighbouring strings', template: 'f("", \'\', "a""b", x{${scope}})', query: 'f("", \'\', "a""b", x{version="v1"})' },
    { name: 'quotes in comments open nothing', template: "x # don't\n + x{${scope}}", query: 'x \n + x{version="v1"}' },
    { name: 'the scope used twice', template: 'x{${scope}}/y{${scope}}', query: 'x{version="v1"}/y{version="v1"}' },
    {
      name: 'a value that looks like a placeholder is data',
      template: 'x{${scope}}',
      values: { version: '${step}"' },
      query: 'x{version="${step}\\""}',
    },
    {
      name: 'control characters and broken text',
      template: 'x{${scope}}',
      values: { version: '\0\x7f\ud800\ufffd' },
      query: 'x{version="\\x00\\x7f\\ufffd\\ufffd"}',
    },
  ];
  for (const { name, template, values, query } of cases) it(name, () => assert.equal(render(template, values), query));

  const refusals: { name: string; template: string; scope?: string; message: RegExp }[] = [
    { name: 'a variable outside of quotes', template: 'x{a=${version}}', message: /\$\{version\} stands outside of quotes/ },
    { name: 'a variable as an argument', template: 'label_replace(x, "a", "${version}", "b", "c")', message: /no label matcher/ },
    { name: 'a variable as a name', template: '{"${version}"}', message: /no label matcher/ },
    { name: 'a variable after ==', template: 'x == "${version}"', message: /no label matcher/ },
    { name: 'step inside quotes', template: 'x{a="${step}"}', message: /\$\{step\} stands inside quotes/ },
    { name: 'scope inside quotes', template: 'x{a="${scope}"}', message: /\$\{scope\} stands inside quotes/ },
    { name: 'scope in itself', template: 'x{${scope}}', scope: '${scope}', message: /in the scope itself/ },
    { name: 'an unknown name', template: 'x{a="${versoin}"}', message: /\$\{versoin\} is no declared variable/ },
    { name: 'a name of Object.prototype', template: 'x{a="${toString}"}', message: /no declared variable/ },
    { name: 'no end of a placeholder', template: 'x{a="${version",${scope}}', message: /without its "}"/ },
    { name: 'no end of a string', template: 'x{${scope}} + "', message: /never closed/ },
    { name: 'no end of a string in the scope', template: 'x{${scope}}', scope: 'a="', message: /in the scope: .*never closed/ },
    { name: 'a placeholder in a comment', template: 'x # ${version}', message: /comment/ },
    { name: 'an escape of the placeholder', template: 'x{a="\\${version}"}', message: /backslash right before/ },
    { name: "a regex's escape of the value", template: 'x{a=~"\\\\${version}"}', message: /backslash right before/ },
    { name: "a raw regex's escape of the value", template: 'x{a=~`\\${version}`}', message: /backslash right before/ },
    { name: 'a regex that quotes by itself', template: 'x{a=~`\\Q${version}\\E`}', message: /\\Q/ },
  ];
  for (const { name, template, scope, message } of refusals)
    it(`refuses ${name}`, () => assert.throws(() => render(template, {}, scope), { code: 'BAD_INPUT', message }));

  it('refuses a variable without a value', () =>
    assert.throws(() => renderQuery('x{${scope}}', { scope: 'v="${version}"', variables, values: {}, stepMs: 1, windowMs: 1 }, 'promql'), {
      code: 'BAD_INPUT',
      field: 'version',
    }));
});

// A second reading of PromQL's strings, of another make than the scanner: one regular expression.
const TOKENS = /"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`([^`]*)`/g;
const structure = (query: string): string => query.replace(TOKENS, 'S');
const strings = (query: string): string[] =>
  [...query.matchAll(TOKENS)].map(([, double, single, raw]) =>
    raw !== undefined
      ? raw
      : (double ?? single ?? '').replace(/\\(?:x(..)|u(....)|(.))/g, (_, hex, unicode, char) =>
          char === undefined ? String.fromCharCode(Number.parseInt(hex ?? unicode, 16)) : char === 'n' ? '\n' : char,
        ),
  );

describe('whatever the value', () => {
  const values = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('"', "'", '`', '\\', '\n', '#', '{', '}', '$', ',', '=', '~', '|', '.', '*', '-', ']', ')', 'a', 'E', 'Q'),
    }),
  );
  const template = 'a{x="p${version}",y=~\'${version}\',z!~`${version}`,w=`${version}q`,v=~"[${version}]"} # it\'s\n + "s"';

  it('the query has the structure it has with a plain value', () => {
    const expected = structure(render(template, { version: 'plain' }));
    fc.assert(
      fc.property(values, (version) => assert.equal(structure(render(template, { version })), expected)),
      { seed: 7, numRuns: 2000 },
    );
  });

  it('each string decodes to the value, and each regex matches the value alone', () => {
    fc.assert(
      fc.property(values, values, (version, other) => {
        const [x, y, z, w] = strings(render(template, { version }));
        const plain = version.toWellFormed();
        assert.deepEqual([x, w], [`p${plain}`, `${plain}q`]);
        assert.equal(y, z);
        const regex = new RegExp(`^(?:${y})$`);
        assert.ok(regex.test(plain));
        assert.equal(regex.test(other.toWellFormed()), other.toWellFormed() === plain);
      }),
      { seed: 8, numRuns: 2000 },
    );
  });
});
