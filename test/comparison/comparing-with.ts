import assert from 'node:assert/strict';
import type { TObject } from 'typebox';
import { Value } from 'typebox/value';
import type { Comparator, Compare } from '../../src/comparison/comparator.ts';

/** The comparator with these parameters, the others by default, as a config would have it. */
export function comparingWith<P extends TObject>(comparator: Comparator<P>, parameters: object = {}): Compare {
  const filled: unknown = Value.Default(comparator.parameters, structuredClone(parameters));
  assert.ok(Value.Check(comparator.parameters, filled), JSON.stringify(Value.Errors(comparator.parameters, filled)));
  return comparator.comparing(filled);
}
