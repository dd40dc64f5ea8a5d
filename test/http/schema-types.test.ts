import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { type GroupResultSchema, MetricResultSchema } from '../../src/http/schemas/metric-result.ts';
import type { GroupResult, MetricResult } from '../../src/model/verdict.ts';
import { sampleLook } from './sample-data.ts';

type Mutable<T> = T extends (infer U)[] | readonly (infer U)[]
  ? Mutable<U>[]
  : T extends object
    ? { -readonly [K in keyof T]: Mutable<T[K]> }
    : T;
type Both<A, B> = [A, B] extends [B, A] ? true : false;
// These do not compile once a schema and the model it stands for have drifted apart. Evidence is any JSON, in a schema unknown.
const groupsAgree: Both<Mutable<GroupResult>, Static<typeof GroupResultSchema>> = true;
const metricsAgree: Both<Omit<Mutable<MetricResult>, 'judgements'>, Omit<Static<typeof MetricResultSchema>, 'judgements'>> = true;
type JudgementOf<T extends { readonly judgements: readonly unknown[] }> = Omit<T['judgements'][number] & object, 'evidence'>;
const judgementsAgree: Both<
  Mutable<Omit<MetricResult['judgements'][number], 'evidence'>>,
  JudgementOf<Static<typeof MetricResultSchema>>
> = true;

describe('schemas of results', () => {
  const check = Compile(MetricResultSchema);
  const [metric] = sampleLook(1).metrics;

  it('agree with the model, which the compiler checks', () => assert.ok(groupsAgree && metricsAgree && judgementsAgree));

  it('take a result', () => assert.deepEqual(check.Errors(metric), []));

  for (const [name, changes] of [
    ['an estimate that is NaN', { effect: { ...metric?.effect, estimate: Number.NaN } }],
    ['an infinite score', { score: Number.POSITIVE_INFINITY }],
    ['an infinite mean', { control: { ...metric?.control, mean: Number.NEGATIVE_INFINITY } }],
  ] as const) {
    it(`refuse ${name}`, () => {
      assert.equal(check.Check({ ...metric, ...changes }), false);
    });
  }
});
