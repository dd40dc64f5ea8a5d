import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { pathText } from '../../../src/analysis/config/problem.ts';
import { schemaProblems } from '../../../src/analysis/config/schema-problems.ts';
import { ConfigDocument } from '../../../src/model/config-document.ts';
import { type AnyDocument, configDocument } from '../../support/config-document.ts';

const problemsOf = (change: (document: AnyDocument) => void): string[] => {
  const document = configDocument();
  change(document);
  return schemaProblems(ConfigDocument, document).map(({ path, message }) => `${pathText(path)} ${message}`);
};

describe('schemaProblems', () => {
  const cases: { name: string; change: (document: AnyDocument) => void; problems: string[] }[] = [
    { name: 'nothing', change: () => {}, problems: [] },
    {
      name: 'an unknown field',
      change: ({ spec }) => {
        spec.metrics[1].tolerence = { ratio: 1 };
      },
      problems: ['spec.metrics[1].tolerence is no known field; did you mean "tolerance"?'],
    },
    {
      name: 'an unknown field like no other',
      change: ({ spec }) => {
        spec.xyzzy = 1;
      },
      problems: ['spec.xyzzy is no known field'],
    },
    {
      name: 'a number out of range',
      change: ({ spec }) => {
        spec.metrics[1].tolerance = { ratio: -1 };
      },
      problems: ['spec.metrics[1].tolerance.ratio must be a number >= 0 and <= 100'],
    },
    {
      name: 'no number',
      change: ({ spec }) => {
        spec.alpha = '5%';
      },
      problems: ['spec.alpha must be a number > 0 and < 0.5'],
    },
    {
      name: 'NaN and infinity',
      change: ({ spec }) => {
        spec.alpha = Number.NaN;
        spec.metrics[0].weight = Infinity;
      },
      problems: ['spec.metrics[0].weight must be a number > 0', 'spec.alpha must be a number > 0 and < 0.5'],
    },
    {
      name: 'missing fields',
      change: (document) => {
        delete document.metadata;
        delete document.spec.scopes.control;
      },
      problems: ['metadata is missing: must be a mapping', 'spec.scopes.control is missing: must be text that is not empty'],
    },
    {
      name: 'a field of another kind of metric',
      change: ({ spec }) => {
        spec.metrics[1].query = 'x';
      },
      problems: ['spec.metrics[1].query is no known field'],
    },
    {
      name: 'a missing field of this kind',
      change: ({ spec }) => {
        delete spec.metrics[0].direction;
      },
      problems: ['spec.metrics[0].direction is missing: must be "increase", "decrease" or "either"'],
    },
    {
      name: 'an unknown kind',
      change: ({ spec }) => {
        spec.metrics[0].kind = 'guage';
      },
      problems: ['spec.metrics[0].kind must be "gauge", "ratio", "count", "histogram" or "comparison"; did you mean "gauge"?'],
    },
    {
      name: 'no kind',
      change: ({ spec }) => {
        delete spec.metrics[0].kind;
      },
      problems: ['spec.metrics[0].kind is missing: must be "gauge", "ratio", "count", "histogram" or "comparison"'],
    },
    {
      name: 'a metric that is no mapping',
      change: ({ spec }) => {
        spec.metrics[0] = 'cpu';
      },
      problems: ['spec.metrics[0] must be a mapping'],
    },
    {
      name: 'an unknown word',
      change: ({ spec }) => {
        spec.onDeadline = 'rolback';
      },
      problems: ['spec.onDeadline must be "rollback", "promote" or "continue"; did you mean "rollback"?'],
    },
    {
      name: 'a judge of parameters without name',
      change: ({ spec }) => {
        spec.metrics[0].judge = { parameters: {} };
      },
      problems: ['spec.metrics[0].judge.name is missing: must be text that is not empty'],
    },
    {
      name: 'a judge that is a number',
      change: ({ spec }) => {
        spec.metrics[0].judge = 3;
      },
      problems: ['spec.metrics[0].judge must be text that is not empty or a mapping'],
    },
    {
      name: 'an empty tolerance',
      change: ({ spec }) => {
        spec.metrics[0].tolerance = {};
      },
      problems: ['spec.metrics[0].tolerance must have at least one of ratio, absolute'],
    },
    {
      name: 'no duration',
      change: ({ spec }) => {
        spec.interval = '5 min';
      },
      problems: [
        'spec.interval must be text matching ^([0-9]+(ms|s|m|h|d))+$ (Time between looks. Default: the step. A duration such as 30s, 5m, 1h30m or 7d.)',
      ],
    },
    {
      name: 'a name of a variable',
      change: ({ spec }) => {
        spec.variables['a b'] = {};
      },
      problems: ['spec.variables.a b is no allowed name: it must match ^[a-zA-Z_][a-zA-Z0-9_]*$'],
    },
    {
      name: 'no metrics',
      change: ({ spec }) => {
        spec.metrics = [];
      },
      problems: ['spec.metrics must be a list that is not empty'],
    },
    {
      name: 'nothing where a mapping belongs',
      change: (document) => {
        document.spec = null;
      },
      problems: ['spec must be a mapping'],
    },
    {
      name: 'names of Object.prototype',
      change: ({ spec }) => {
        spec.constructor = {};
        Object.defineProperty(spec, '__proto__', { value: {}, enumerable: true });
      },
      problems: ['spec.constructor is no known field', 'spec.__proto__ is no known field'],
    },
    {
      name: 'more than eight problems',
      change: ({ spec }) => {
        for (let index = 0; index < 12; index += 1) spec[`x${index}`] = 1;
      },
      problems: Array.from({ length: 12 }, (_, index) => `spec.x${index} is no known field`),
    },
  ];
  for (const { name, change, problems } of cases) it(`names ${name}`, () => assert.deepEqual(problemsOf(change), problems));

  it('a document that is no mapping', () =>
    assert.deepEqual(schemaProblems(ConfigDocument, null), [
      { path: [], message: 'must be a mapping', value: null, expected: 'a mapping' },
    ]));

  it('finds a problem exactly when TypeBox does, whatever stands anywhere', () => {
    const places = [
      'kind',
      'metadata',
      'spec',
      'spec.mode',
      'spec.variables',
      'spec.variables.version',
      'spec.groups',
      'spec.metrics',
      'spec.metrics.0',
      'spec.metrics.0.judge',
      'spec.metrics.1.tolerance',
      'spec.metrics.0.kind',
      'spec.metrics.2.exposure',
      'spec.metrics.3.pairBy',
      'spec.alpha',
      'spec.schedule',
    ];
    const anything = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(
        'gauge',
        'ratio',
        'count',
        'shadow',
        { ratio: 0.1 },
        { name: 'x' },
        { name: 'x', parameters: { a: 1 } },
        ['le'],
        [],
        {},
        0.01,
        1,
        { a: { weight: 1 } },
        { a: {} },
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), anything, (place, value) => {
        const document = configDocument();
        const keys = place.split('.');
        const parent = keys.slice(0, -1).reduce<AnyDocument>((at, key) => (at[key] ??= {}), document);
        parent[keys.at(-1)!] = value;
        assert.equal(schemaProblems(ConfigDocument, document).length === 0, Value.Check(ConfigDocument, document));
      }),
      { seed: 11, numRuns: 1000 },
    );
  });
});
