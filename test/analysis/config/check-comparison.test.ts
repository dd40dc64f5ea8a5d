import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Type } from 'typebox';
import { checkConfig } from '../../../src/analysis/config/check-config.ts';
import { pathText } from '../../../src/analysis/config/problem.ts';
import { resolveConfig } from '../../../src/analysis/config/resolve-config.ts';
import { schemaProblems } from '../../../src/analysis/config/schema-problems.ts';
import { checkScope } from '../../../src/analysis/queries/check-scope.ts';
import { BUILT_IN_COMPARATORS } from '../../../src/comparison/built-in-comparators.ts';
import { defineComparator } from '../../../src/comparison/comparator.ts';
import { ConfigDocument } from '../../../src/model/config-document.ts';
import { type AnyDocument, stubJudges } from '../../support/config-document.ts';

function document(): AnyDocument {
  return {
    apiVersion: 'serinus.dev/v1',
    kind: 'CanaryAnalysis',
    metadata: { name: 'fraud' },
    spec: {
      comparison: { comparators: { label: { type: 'classification' } } },
      metrics: [{ name: 'divergence', kind: 'comparison' }],
    },
  };
}

function changed(change: (spec: AnyDocument) => void): AnyDocument {
  const one = document();
  change(one.spec);
  return one;
}

const said = (one: AnyDocument): string[] =>
  [
    ...schemaProblems(ConfigDocument, one),
    ...(schemaProblems(ConfigDocument, one).length > 0
      ? []
      : checkConfig(one as ConfigDocument, stubJudges, { comparators: BUILT_IN_COMPARATORS })),
  ].map(({ path, message }) => `${pathText(path)} ${message}`);

describe('what is wrong with a config that compares answers', () => {
  it('nothing, with one comparator and one metric, and neither scopes nor queries', () => assert.deepEqual(said(document()), []));

  const cases: readonly { readonly name: string; readonly change: (spec: AnyDocument) => void; readonly problem: RegExp }[] = [
    {
      name: 'an unknown comparator',
      change: (spec) => Object.assign(spec.comparison.comparators.label, { type: 'clasification' }),
      problem: /^spec\.comparison\.comparators\.label\.type no comparator is named "clasification"; did you mean "classification"\?$/,
    },
    {
      name: 'a parameter that the comparator does not have',
      change: (spec) => Object.assign(spec.comparison.comparators.label, { parameters: { classFeild: 'x' } }),
      problem: /^spec\.comparison\.comparators\.label\.parameters\.classFeild is no known field; did you mean "classField"\?$/,
    },
    {
      name: 'a path that is no JSON Pointer',
      change: (spec) => Object.assign(spec.comparison.comparators.label, { path: 'label' }),
      problem: /^spec\.comparison\.comparators\.label\.path must be text matching/,
    },
    {
      name: 'an answer that is taken out before it is compared',
      change: (spec) => Object.assign(spec.comparison, { redact: { paths: ['/owner', ''] } }),
      problem: /^spec\.comparison\.redact\.paths\[1\] takes out all that the comparator label compares/,
    },
    {
      name: 'a part that is taken out with all that is around it',
      change: (spec) => {
        spec.comparison.comparators.label.path = '/answers/label';
        spec.comparison.redact = { paths: ['/answers/label/of', '/answers/*'] };
      },
      problem: /^spec\.comparison\.redact\.paths\[1\] takes out all that the comparator label compares/,
    },
    {
      name: 'no comparator that counts',
      change: (spec) => Object.assign(spec.comparison.comparators.label, { counts: false }),
      problem: /^spec\.comparison\.comparators has none that counts/,
    },
    {
      name: 'no comparator at all',
      change: (spec) => Object.assign(spec.comparison, { comparators: {} }),
      problem: /^spec\.comparison\.comparators must have at least one/,
    },
    {
      name: 'bands that do not rise',
      change: (spec) => Object.assign(spec.comparison, { bands: { safe: 0.07 } }),
      problem: /^spec\.comparison\.bands safe 0\.07, investigate 0\.05 and edgeCases 0\.1 do not rise$/,
    },
    {
      name: 'a schedule that is no cron expression',
      change: (spec) => Object.assign(spec.comparison, { report: { schedule: 'daily' } }),
      problem: /^spec\.comparison\.report\.schedule is no cron expression$/,
    },
    {
      name: 'a pattern that is no regular expression',
      change: (spec) => Object.assign(spec.comparison, { redact: { patterns: ['[0-9]{16}', '('] } }),
      problem: /^spec\.comparison\.redact\.patterns\[1\] is no regular expression$/,
    },
    {
      name: 'a wait of nothing',
      change: (spec) => Object.assign(spec.comparison, { join: '0s' }),
      problem: /^spec\.comparison\.join is nothing$/,
    },
    {
      name: 'an undeclared variable in the name of the candidate',
      change: (spec) => Object.assign(spec.comparison, { candidate: 'fraud-${version}' }),
      problem: /^spec\.comparison\.candidate \$\{version\} is no declared variable/,
    },
    {
      name: 'a name that no candidate has',
      change: (spec) => Object.assign(spec.comparison, { candidate: 'a name' }),
      problem: /^spec\.comparison\.candidate has characters that no name of a candidate has$/,
    },
    {
      name: 'a metric without the section',
      change: (spec) => {
        delete spec.comparison;
      },
      problem: /^spec\.metrics\[0\]\.kind needs the section spec\.comparison$/,
    },
    {
      name: 'a metric of a comparator that is not there',
      change: (spec) => Object.assign(spec.metrics[0], { comparator: 'lable' }),
      problem: /^spec\.metrics\[0\]\.comparator no comparator is named "lable"; did you mean "label"\?$/,
    },
    {
      name: 'a similarity of nobody knows which',
      change: (spec) => {
        spec.comparison.comparators.vector = { type: 'embedding', counts: false };
        spec.metrics[0].measure = 'similarity';
      },
      problem: /^spec\.metrics\[0\]\.comparator is missing: a similarity is that of one comparator, and there are 2$/,
    },
    {
      name: 'a score without its name',
      change: (spec) => Object.assign(spec.metrics[0], { measure: 'score' }),
      problem: /^spec\.metrics\[0\]\.score is missing/,
    },
    {
      name: 'a quantile of a divergence',
      change: (spec) => Object.assign(spec.metrics[0], { quantile: 0.5 }),
      problem: /^spec\.metrics\[0\]\.quantile is not for divergence$/,
    },
    {
      name: 'segments without a feature',
      change: (spec) => Object.assign(spec.metrics[0], { bySegment: true }),
      problem: /^spec\.metrics\[0\]\.bySegment needs spec\.comparison\.segment$/,
    },
    {
      name: 'a judge that does not judge what the measure gives',
      change: (spec) => Object.assign(spec.metrics[0], { judge: 'sequential' }),
      problem: /^spec\.metrics\[0\]\.judge sequential judges gauge, not ratio$/,
    },
    {
      name: 'a promotion above the rollback',
      change: (spec) => Object.assign(spec.metrics[0], { judge: { name: 'divergence', parameters: { promoteBelow: 0.5 } } }),
      problem:
        /^spec\.metrics\[0\]\.judge\.parameters safe 0\.01, investigate 0\.05, edgeCases 0\.1, promoteBelow 0\.5 or rollbackAbove 0\.1 do not ascend$/,
    },
    {
      name: 'queries without scopes',
      change: (spec) => spec.metrics.push({ name: 'cpu', kind: 'gauge', direction: 'increase', query: 'cpu{${scope}}' }),
      problem: /^spec\.scopes is missing: spec\.metrics\[\d\]\.\w+ is a query, and must be told which side it is of/,
    },
    {
      name: 'a hard limit on a histogram',
      change: (spec) => Object.assign(spec.metrics[0], { measure: 'latency', hardLimit: { above: 1 } }),
      problem: /^spec\.metrics\[0\]\.hardLimit is not for histograms/,
    },
    {
      name: 'labels that pairs do not have',
      change: (spec) => Object.assign(spec.metrics[0], { pairBy: ['pod'] }),
      problem: /^spec\.metrics\[0\]\.pairBy is no known field/,
    },
  ];
  for (const { name, change, problem } of cases)
    it(name, () => {
      const problems = said(changed(change));
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.match(problems[0]!, problem);
    });
});

describe('a comparator that cannot be made of its parameters', () => {
  it('is said when the config is loaded, not when the first pair comes', () => {
    const picky = defineComparator({
      name: 'classification',
      description: 'for tests',
      parameters: Type.Object({}, { additionalProperties: false }),
      comparing: () => {
        throw new RangeError('low is above high');
      },
    });
    const problems = checkConfig(document() as ConfigDocument, stubJudges, { comparators: new Map([[picky.name, picky]]) });
    assert.deepEqual(
      problems.map(({ path, message }) => `${pathText(path)} ${message}`),
      ['spec.comparison.comparators.label.parameters low is above high'],
    );
  });
});

describe('a config that compares answers, resolved', () => {
  const resolve = (change: (spec: AnyDocument) => void) => resolveConfig(changed(change) as ConfigDocument, stubJudges);

  it('has the documented defaults', () =>
    assert.deepEqual(resolve(() => {}).comparison, {
      candidate: 'candidate',
      comparators: [{ name: 'label', type: 'classification', path: '', parameters: {}, counts: true }],
      joinMs: 300_000,
      suspiciousZero: 10_000,
      bands: { safe: 0.01, investigate: 0.05, edgeCases: 0.1 },
      samples: { divergent: 1, agreeing: 0, perDay: 1000 },
      redact: { paths: [], patterns: [] },
      maxPairBytes: 65_536,
    }));

  it('takes what is written', () => {
    const { comparison } = resolve((spec) =>
      Object.assign(spec.comparison, {
        suspiciousZero: false,
        heartbeat: { prefix: 'hb-', every: '1m', expect: 'diverge' },
        bands: { safe: 0.002 },
        segment: 'locale',
        report: { schedule: '0 6 * * *' },
      }),
    );
    assert.equal(comparison!.suspiciousZero, undefined);
    assert.deepEqual(comparison!.heartbeat, { prefix: 'hb-', everyMs: 60_000, expect: 'diverge' });
    assert.deepEqual(comparison!.bands, { safe: 0.002, investigate: 0.05, edgeCases: 0.1 });
    assert.deepEqual([comparison!.segment, comparison!.report], ['locale', { schedule: '0 6 * * *' }]);
  });

  it('hands the bands to the judge of divergence, unless it is told others', () => {
    const [own, told] = resolve((spec) => {
      spec.comparison.bands = { safe: 0.002 };
      spec.metrics.push({ name: 'strict', kind: 'comparison', judge: { name: 'divergence', parameters: { safe: 0.001 } } });
    }).metrics;
    assert.equal(own!.judge.parameters.safe, 0.002);
    assert.equal(told!.judge.parameters.safe, 0.001);
  });

  it('holds errors and unmatched requests to 1 %, unless it is told otherwise', () => {
    const { metrics } = resolve((spec) => {
      spec.metrics.push({ name: 'errors', kind: 'comparison', measure: 'errors' });
      spec.metrics.push({ name: 'unmatched', kind: 'comparison', measure: 'unmatched', slo: { op: '<', value: 0.001 } });
      spec.metrics.push({ name: 'similar', kind: 'comparison', measure: 'similarity' });
    });
    assert.deepEqual(
      metrics.map(({ kind, judge, slo, direction }) => [kind, judge.name, slo?.value, direction]),
      [
        ['ratio', 'divergence', undefined, 'increase'],
        ['ratio', 'slo', 0.01, 'increase'],
        ['ratio', 'slo', 0.001, 'increase'],
        ['gauge', 'sequential', undefined, 'decrease'],
      ],
    );
  });

  it('needs the variables of the name from the candidate, and not from the control', () => {
    const config = resolve((spec) => {
      spec.variables = { version: {} };
      spec.comparison.candidate = 'fraud-${version}';
    });
    assert.deepEqual(checkScope(config, 'control', {}), {});
    assert.throws(() => checkScope(config, 'candidate', {}), /candidate\.version: missing/);
  });
});
