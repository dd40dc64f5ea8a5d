import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkSides, sameCandidate } from '../../../src/analysis/queries/check-sides.ts';
import type { AnalysisConfig } from '../../../src/model/config.ts';

const same = 'app="${app}",version="${version}"';
function config(queries: readonly string[], scopes: AnalysisConfig['scopes'] = { control: same, candidate: same }): AnalysisConfig {
  return { name: 'checkout', scopes, metrics: queries.map((value) => ({ kind: 'gauge', parts: { value } })) } as unknown as AnalysisConfig;
}
const v1 = { app: 'shop', version: 'v1' };
const v2 = { app: 'shop', version: 'v2' };

describe('checkSides', () => {
  const refused: Record<string, Parameters<typeof checkSides>> = {
    'equal values': [config(['a{${scope}}', 'b{${scope}}']), v1, v1],
    'values that differ in what no query uses': [config(['a{app="${app}"}']), v1, v2],
    'scopes of other words for the same': [config(['a{${scope}}'], { control: 'x="${a}"', candidate: 'x="${b}"' }), { a: '1' }, { b: '1' }],
  };
  for (const [name, args] of Object.entries(refused))
    it(`refuses ${name}`, () =>
      assert.throws(() => checkSides(...args), {
        code: 'BAD_INPUT',
        field: 'candidate',
        message: 'candidate: is the control itself: every query of checkout is the same for both sides',
      }));

  const taken: Record<string, Parameters<typeof checkSides>> = {
    'values that differ': [config(['a{${scope}}']), v1, v2],
    'a query beside others that are the same': [config(['a{app="${app}"}', 'b{version="${version}"}']), v1, v2],
    'equal values of scopes that differ': [
      config(['a{${scope}}'], { control: 'app="${app}-primary"', candidate: 'app="${app}"' }),
      { app: 'shop' },
      { app: 'shop' },
    ],
    'a value that reads like what another one becomes': [config(['a{x="${app}",y="${version}"}']), { app: '$&', version: '${app}' }, v1],
  };
  for (const [name, args] of Object.entries(taken)) it(`takes ${name}`, () => assert.doesNotThrow(() => checkSides(...args)));
});

describe('sameCandidate', () => {
  const v3 = { app: 'shop', version: 'v3' };
  const pairs = (candidate: string, queries: readonly string[] = []): AnalysisConfig =>
    ({
      ...config(queries),
      metrics: [...config(queries).metrics, { measure: { kind: 'divergence' }, parts: { bad: 'divergent pairs' } }],
      comparison: { candidate },
    }) as unknown as AnalysisConfig;
  const cases = [
    { name: 'values that differ', config: config(['a{${scope}}']), why: undefined },
    {
      name: 'values that differ in what no query uses',
      config: config(['a{app="${app}"}']),
      why: 'every query of checkout is the same for both',
    },
    { name: 'pairs under names of their own', config: pairs('shop-${version}'), why: undefined },
    { name: 'pairs under one name', config: pairs('candidate'), why: 'spec.comparison.candidate of checkout names their pairs alike' },
    {
      name: 'pairs under one name beside queries that differ',
      config: pairs('candidate', ['a{${scope}}']),
      why: 'spec.comparison.candidate of checkout names their pairs alike',
    },
  ];
  for (const { name, config: of, why } of cases) it(name, () => assert.equal(sameCandidate(of, v2, v3), why));
});
