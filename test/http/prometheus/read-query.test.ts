import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readQuery } from '../../../src/http/prometheus/read-query.ts';

const scopes = { control: { version: 'v1' }, candidate: { version: 'v2' } };

describe('the reader of score queries', () => {
  for (const text of ['vector(1)', ' vector ( 1 ) ', 'vector(1)\n'])
    it(`${JSON.stringify(text)} is the constant`, () => assert.deepEqual(readQuery(text), { kind: 'one' }));

  const good: readonly (readonly [text: string, of: object])[] = [
    ['serinus_score{analysis="a-1"}', { analysis: 'a-1' }],
    ['serinus_score{config="shop"}', { config: 'shop', control: {}, candidate: {} }],
    ['serinus_score{config="shop",control_version="v1",candidate_version="v2"}', { config: 'shop', ...scopes }],
    ['\n serinus_score {\n candidate_version = "v2" , control_version="v1",config="shop",\n}\n', { config: 'shop', ...scopes }],
    [
      'serinus_score{config="shop",control_app_name="a}, b=\\"c\\\\",candidate_x=""}',
      { config: 'shop', control: { app_name: 'a}, b="c\\' }, candidate: { x: '' } },
    ],
  ];
  for (const [text, of] of good) it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(readQuery(text), { kind: 'score', of }));

  const refused = [
    '',
    'up',
    'vector(2)',
    'vector(1) + 1',
    'serinus_score',
    'serinus_score{}',
    'serinus_score{,}',
    'serinus_score{analysis="a-1"} > 90',
    'avg(serinus_score{analysis="a-1"})',
    'serinus_score{analysis="a-1"}[5m]',
    'serinus_score{analysis="a-1"} offset 5m',
    'serinus_score{analysis=~"a.*"}',
    'serinus_score{analysis!="a-1"}',
    "serinus_score{analysis='a-1'}",
    'serinus_score{analysis=`a-1`}',
    'serinus_score{analysis="a-1"',
    'serinus_score{analysis="a\\n1"}',
    'serinus_score{analysis="a-1" config="shop"}',
    'serinus_score{analysis="a-1",analysis="a-1"}',
    'serinus_score{analysis="a-1",config="shop"}',
    'serinus_score{analysis="a-1",control_version="v1"}',
    'serinus_score{analysis="../a"}',
    'serinus_score{config="../shop"}',
    'serinus_score{config="shop",version="v1"}',
    'serinus_score{config="shop",control_="v1"}',
    'serinus_score{config="shop",__proto__="v1"}',
    'serinus_score{config="shop",control___proto__="v1"}',
    'serinus_score{control_version="v1"}',
    'serinus_score_x{analysis="a-1"}',
  ];
  for (const text of refused)
    it(`refuses ${JSON.stringify(text)}`, () => assert.throws(() => readQuery(text), { name: 'BadInputError', code: 'BAD_INPUT' }));

  it('reads back every value that is quoted', () => {
    const value = fc.string().filter((text) => !text.includes('\n'));
    fc.assert(
      fc.property(value, (text) => {
        const quoted = text.replace(/["\\]/g, '\\$&');
        const query = readQuery(`serinus_score{config="shop",control_x="${quoted}"}`);
        assert.deepEqual(query, { kind: 'score', of: { config: 'shop', control: { x: text }, candidate: {} } });
      }),
      { seed: 7 },
    );
  });
});
