import { Type } from 'typebox';
import { defineJudge, type Judge } from '../../src/judging/judge.ts';
import type { JudgeRegistry } from '../../src/judging/judge-registry.ts';
import type { MetricKind } from '../../src/model/metric-data.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests break documents in places that types forbid
export type AnyDocument = Record<string, any>;

/** A small config that has no problem, to be changed in one place by a test. */
export function configDocument(): AnyDocument {
  return {
    apiVersion: 'serinus.dev/v1',
    kind: 'CanaryAnalysis',
    metadata: { name: 'checkout' },
    spec: {
      variables: { version: {} },
      scopes: { control: 'version="${version}"', candidate: 'version="${version}"' },
      metrics: [
        { name: 'cpu', kind: 'gauge', direction: 'increase', query: 'cpu{${scope}}' },
        { name: 'errors', kind: 'ratio', bad: 'bad{${scope}}', total: 'total{${scope}}' },
        { name: 'restarts', kind: 'count', direction: 'increase', query: 'restarts{${scope}}' },
        { name: 'latency', kind: 'histogram', query: 'latency{${scope}}' },
      ],
    },
  };
}

const stub = (name: string, kinds: readonly MetricKind[], parameters = Type.Object({})): Judge =>
  defineJudge({
    name,
    description: `Says nothing of ${kinds.join(', ')}.`,
    kinds,
    parameters,
    judge: () => ({ classification: 'nodata', reason: 'a stub', samples: { control: 0, candidate: 0 }, everyLook: false }),
  }) as Judge;

const stubs = [
  stub('sequential', ['gauge'], Type.Object({ gate: Type.Union([Type.Literal('normal'), Type.Literal('strict')], { default: 'normal' }) })),
  stub('ratio', ['ratio']),
  stub(
    'divergence',
    ['ratio'],
    Type.Object({
      safe: Type.Number({ default: 0.01 }),
      edgeCases: Type.Number({ default: 0.1 }),
      promoteBelow: Type.Optional(Type.Number()),
    }),
  ),
  stub('slo', ['gauge', 'ratio']),
  stub('drift', ['histogram']),
  stub('count', ['count']),
  stub('histogram', ['histogram'], Type.Object({ quantile: Type.Number({ default: 0.99, minimum: 0, maximum: 1 }) })),
];

/** Judges of the default names that judge nothing, for tests of configs alone. */
export const stubJudges: JudgeRegistry = new Map(stubs.map((judge) => [judge.name, judge]));
