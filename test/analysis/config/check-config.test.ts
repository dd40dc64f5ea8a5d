import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkConfig } from '../../../src/analysis/config/check-config.ts';
import { pathText } from '../../../src/analysis/config/problem.ts';
import { schemaProblems } from '../../../src/analysis/config/schema-problems.ts';
import { ConfigDocument } from '../../../src/model/config-document.ts';
import { type AnyDocument, configDocument, stubJudges } from '../../support/config-document.ts';

type Spec = AnyDocument;
const problemsOf = (change: (spec: Spec) => void): string[] => {
  const document = configDocument();
  change(document.spec);
  assert.deepEqual(schemaProblems(ConfigDocument, document), [], 'the schema accepts the document');
  return checkConfig(document as ConfigDocument, stubJudges).map(({ path, message }) => `${pathText(path)} ${message}`);
};

describe('checkConfig', () => {
  const sound: { name: string; change: (spec: Spec) => void }[] = [
    { name: 'the base document', change: () => {} },
    {
      name: 'weights for every group',
      change: (spec) => {
        spec.metrics[0].group = 'system';
        spec.groups = { system: { weight: 40 }, default: { weight: 60 } };
      },
    },
    {
      name: 'weights that sum to 100 but for rounding',
      change: (spec) => {
        spec.metrics[0].group = 'a';
        spec.metrics[1].group = 'b';
        spec.groups = { a: { weight: 33.3 }, b: { weight: 33.3 }, default: { weight: 33.4 } };
      },
    },
    {
      name: 'a max shorter than the default min',
      change: (spec) => {
        spec.duration = { max: '20m' };
      },
    },
    {
      name: 'a schedule',
      change: (spec) => {
        spec.schedule = '*/5 * * * *';
      },
    },
    {
      name: 'both tolerances of a ratio',
      change: (spec) => {
        spec.metrics[1].tolerance = { ratio: 0.1, absolute: 0.01 };
      },
    },
    {
      name: 'a muted metric',
      change: (spec) => {
        spec.metrics[0].muted = true;
      },
    },
    {
      name: 'judge parameters',
      change: (spec) => {
        spec.metrics[0].judge = { name: 'sequential', parameters: { gate: 'strict' } };
      },
    },
    {
      name: 'equal scopes, told apart by a variable in the query',
      change: (spec) => {
        spec.scopes = { control: 'a="b"', candidate: 'a="b"' };
        for (const metric of spec.metrics)
          for (const field of ['query', 'bad', 'total']) if (metric[field]) metric[field] = 'x{${scope},v="${version}"}';
      },
    },
    {
      name: 'a variable that only one scope uses',
      change: (spec) => {
        spec.scopes.candidate = 'version="next"';
      },
    },
  ];
  for (const { name, change } of sound) it(`accepts ${name}`, () => assert.deepEqual(problemsOf(change), []));

  const cases: { name: string; change: (spec: Spec) => void; problems: RegExp[] }[] = [
    {
      name: 'duplicate names',
      change: (spec) => {
        spec.metrics[3].name = 'cpu';
      },
      problems: [/^spec\.metrics\[3\]\.name is the name of spec\.metrics\[0\] already$/],
    },
    {
      name: 'weights that do not sum to 100',
      change: (spec) => {
        spec.groups = { default: { weight: 90 } };
      },
      problems: [/^spec\.groups has weights that sum to 90, not 100$/],
    },
    {
      name: 'a weight for a group of no metric',
      change: (spec) => {
        spec.metrics[0].group = 'system';
        spec.groups = { sytem: { weight: 40 }, default: { weight: 60 } };
      },
      problems: [
        /^spec\.groups\.sytem is the group of no metric; did you mean "system"\?$/,
        /^spec\.groups has no weight for the group system of the metric cpu$/,
      ],
    },
    {
      name: 'an unknown judge',
      change: (spec) => {
        spec.metrics[0].judge = 'sequental';
      },
      problems: [/^spec\.metrics\[0\]\.judge no judge is named "sequental"; did you mean "sequential"\?$/],
    },
    {
      name: 'a judge of another kind',
      change: (spec) => {
        spec.metrics[0].judge = { name: 'ratio' };
      },
      problems: [/^spec\.metrics\[0\]\.judge\.name ratio judges ratio, not gauge$/],
    },
    {
      name: 'a bad judge parameter',
      change: (spec) => {
        spec.metrics[3].judge = { name: 'histogram', parameters: { quantile: 99 } };
      },
      problems: [/^spec\.metrics\[3\]\.judge\.parameters\.quantile must be a number >= 0 and <= 1$/],
    },
    {
      name: 'an unknown judge parameter',
      change: (spec) => {
        spec.metrics[0].judge = { name: 'sequential', parameters: { gates: 'strict' } };
      },
      problems: [/^spec\.metrics\[0\]\.judge\.parameters\.gates is no known field; did you mean "gate"\?$/],
    },
    {
      name: 'an undeclared variable',
      change: (spec) => {
        spec.metrics[0].query = 'cpu{${scope},a="${workload}"}';
      },
      problems: [/^spec\.metrics\[0\]\.query \$\{workload\} is no declared variable; there are scope, step, window, version$/],
    },
    {
      name: 'an undeclared variable in a scope, once',
      change: (spec) => {
        spec.scopes.control = 'a="${workload}"';
      },
      problems: [/^spec\.scopes\.control \$\{workload\} is no declared variable/],
    },
    {
      name: 'a variable outside of quotes',
      change: (spec) => {
        spec.metrics[1].total = 'total{${scope},a=${version}}';
      },
      problems: [/^spec\.metrics\[1\]\.total \$\{version\} stands outside of quotes/],
    },
    {
      name: 'a scope in itself',
      change: (spec) => {
        spec.scopes.control = 'version="${version}",${scope}';
      },
      problems: [/^spec\.scopes\.control \$\{scope\} stands in the scope itself$/],
    },
    {
      name: 'an unused variable',
      change: (spec) => {
        spec.variables.workload = {};
      },
      problems: [/^spec\.variables\.workload is declared, but no query and no scope uses \$\{workload\}$/],
    },
    {
      name: 'a variable with a name that is taken',
      change: (spec) => {
        spec.variables.step = {};
      },
      problems: [/^spec\.variables\.step is a name that stands for something else/],
    },
    {
      name: 'a pattern that is no regular expression',
      change: (spec) => {
        spec.variables.version.pattern = 'a(';
      },
      problems: [/^spec\.variables\.version\.pattern is no regular expression$/],
    },
    {
      name: 'a pattern that would escape its brackets',
      change: (spec) => {
        spec.variables.version.pattern = 'a)|(b';
      },
      problems: [/^spec\.variables\.version\.pattern is no regular expression$/],
    },
    {
      name: 'a default that matches the pattern in part',
      change: (spec) => {
        spec.variables.version = { pattern: 'v[0-9]+', default: 'v1-x' };
      },
      problems: [/^spec\.variables\.version\.default does not match the pattern v\[0-9\]\+$/],
    },
    {
      name: 'interval and schedule',
      change: (spec) => {
        spec.interval = '5m';
        spec.schedule = '*/5 * * * *';
      },
      problems: [/^spec\.schedule stands beside interval$/],
    },
    {
      name: 'no cron expression',
      change: (spec) => {
        spec.schedule = '*/5 * * 13 *';
      },
      problems: [/^spec\.schedule is no cron expression$/],
    },
    {
      name: 'min above max',
      change: (spec) => {
        spec.duration = { min: '2h', max: '1h' };
      },
      problems: [/^spec\.duration\.min is longer than max 1h$/],
    },
    {
      name: 'a step of nothing',
      change: (spec) => {
        spec.window = { step: '0s' };
      },
      problems: [/^spec\.window\.step is nothing$/],
    },
    {
      name: 'a step too fine for the deadline',
      change: (spec) => {
        spec.window = { step: '1s' };
        spec.duration = { max: '2d' };
      },
      problems: [/^spec\.window\.step makes 172800 steps of duration\.max 2d; at most 110000 are possible$/],
    },
    {
      name: 'a warm-up as long as all',
      change: (spec) => {
        spec.window = { warmUp: '2h' };
      },
      problems: [/^spec\.window\.warmUp leaves nothing of duration\.max 2h$/],
    },
    {
      name: 'an interval below the step',
      change: (spec) => {
        spec.interval = '30s';
      },
      problems: [/^spec\.interval is shorter than the step 1m/],
    },
    {
      name: 'a deadline before the first step',
      change: (spec) => {
        spec.duration = { max: '30s' };
      },
      problems: [
        /^spec\.duration\.max is shorter than one step 1m$/,
        ...[0, 1, 2, 3].map((index) => new RegExp(`^spec\\.metrics\\[${index}\\]\\.minSamples 10 can never be reached`)),
      ],
    },
    {
      name: 'samples that cannot be had',
      change: (spec) => {
        spec.metrics[2].minSamples = 121;
      },
      problems: [/^spec\.metrics\[2\]\.minSamples 121 can never be reached: the deadline is after 120 steps$/],
    },
    {
      name: 'an endless duration',
      change: (spec) => {
        spec.duration = { max: '999999999999d' };
      },
      problems: [/^spec\.duration\.max is too long$/],
    },
    {
      name: 'a patience below the step',
      change: (spec) => {
        spec.rollbackOnNoData = '30s';
      },
      problems: [/^spec\.rollbackOnNoData is shorter than the step 1m$/],
    },
    {
      name: 'pass below marginal',
      change: (spec) => {
        spec.thresholds = { pass: 70 };
      },
      problems: [/^spec\.thresholds\.pass pass 70 is below marginal 75$/],
    },
    {
      name: 'muted, yet critical and required',
      change: (spec) => {
        Object.assign(spec.metrics[0], { muted: true, critical: true, required: true });
      },
      problems: [/^spec\.metrics\[0\]\.critical is true, but the metric is muted$/, /^spec\.metrics\[0\]\.required is true/],
    },
    {
      name: 'both tolerances of a gauge',
      change: (spec) => {
        spec.metrics[0].tolerance = { ratio: 0.1, absolute: 1 };
      },
      problems: [/^spec\.metrics\[0\]\.tolerance has both ratio and absolute; a gauge takes one$/],
    },
    {
      name: 'pairs by bucket',
      change: (spec) => {
        spec.metrics[3].pairBy = ['le'];
      },
      problems: [/^spec\.metrics\[3\]\.pairBy has le/],
    },
    {
      name: 'nothing that could decide',
      change: (spec) => {
        for (const metric of spec.metrics) metric.muted = true;
      },
      problems: [/^spec\.metrics has no metric that is critical or required/],
    },
    {
      name: 'a query that is the same on both sides',
      change: (spec) => {
        spec.metrics[1].total = 'sum(total)';
      },
      problems: [/^spec\.metrics\[1\]\.total asks for the same on both sides: it uses neither/],
    },
    {
      name: 'scopes that are the same',
      change: (spec) => {
        spec.scopes = { control: 'a="b"', candidate: 'a="b"' };
        spec.variables = {};
      },
      problems: Array.from({ length: 5 }, () => /the two scopes are equal$/),
    },
  ];
  for (const { name, change, problems } of cases)
    it(`names ${name}`, () => {
      const found = problemsOf(change);
      assert.equal(found.length, problems.length, found.join('\n'));
      for (const [index, problem] of problems.entries()) assert.match(found[index]!, problem);
    });
});
