import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkScope } from '../../../src/analysis/queries/check-scope.ts';
import type { AnalysisConfig } from '../../../src/model/config.ts';

const config = {
  name: 'checkout',
  variables: {
    namespace: { pattern: '[a-z-]+', default: 'shop' },
    stable: { pattern: '[a-z0-9.]+' },
    canary: { pattern: 'a|b' },
    pod: { pattern: '.*' },
  },
  scopes: { control: 'version="${stable}"', candidate: 'version="${canary}"' },
  metrics: [{ kind: 'gauge', parts: { value: 'x{namespace="${namespace}",pod="${pod}",${scope}}' } }],
} as unknown as AnalysisConfig;

describe('checkScope', () => {
  it('fills defaults, in the order of the declarations, and asks only for what the side uses', () => {
    const scope = checkScope(config, 'control', { pod: '', stable: '1.2' });
    assert.deepEqual(Object.entries(scope), [
      ['namespace', 'shop'],
      ['stable', '1.2'],
      ['pod', ''],
    ]);
  });

  it('keeps a value that the side does not use', () =>
    assert.deepEqual(checkScope(config, 'control', { pod: 'p', stable: '1', canary: 'a' }), {
      namespace: 'shop',
      stable: '1',
      canary: 'a',
      pod: 'p',
    }));

  const refusals: { name: string; side: 'control' | 'candidate'; values: Record<string, string>; field: string; message: RegExp }[] = [
    {
      name: 'a missing value',
      side: 'candidate',
      values: { pod: 'p' },
      field: 'candidate.canary',
      message: /missing; the config checkout/,
    },
    {
      name: 'an unknown name',
      side: 'control',
      values: { verison: 'v' },
      field: 'control.verison',
      message: /unknown; .* namespace, stable, canary, pod/,
    },
    { name: 'a name of Object.prototype', side: 'control', values: { constructor: 'v' }, field: 'control.constructor', message: /unknown/ },
    {
      name: 'a value that matches in part',
      side: 'control',
      values: { pod: '', stable: '1.2"' },
      field: 'control.stable',
      message: /"1\.2\\"" does not match/,
    },
    {
      name: 'a value that one alternative matches in part',
      side: 'candidate',
      values: { pod: '', canary: 'ax' },
      field: 'candidate.canary',
      message: /not match a\|b/,
    },
    {
      name: 'a line break at the end',
      side: 'control',
      values: { pod: '', stable: '1\n' },
      field: 'control.stable',
      message: /does not match/,
    },
    {
      name: 'an endless value',
      side: 'control',
      values: { pod: 'p'.repeat(1025), stable: '1' },
      field: 'control.pod',
      message: /1025 characters/,
    },
  ];
  for (const { name, side, values, field, message } of refusals)
    it(`refuses ${name}`, () => assert.throws(() => checkScope(config, side, values), { name: 'BadInputError', field, message }));
});
