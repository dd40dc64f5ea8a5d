import assert from 'node:assert/strict';
import type { TObject } from 'typebox';
import { Value } from 'typebox/value';
import type { Comparator, Compare } from '../../../src/comparison/comparator.ts';
import type { Json } from '../../../src/model/json.ts';

/** A comparator at work with these parameters and its own defaults, as a config has it. */
export function comparing<P extends TObject>(
  { parameters, comparing }: Comparator<P>,
  given: Readonly<Record<string, unknown>> = {},
): Compare {
  const filled: unknown = Value.Default(parameters, structuredClone(given));
  assert.ok(Value.Check(parameters, filled), JSON.stringify(Value.Errors(parameters, filled)));
  return comparing(filled as never);
}

/** An answer that no JavaScript literal can be, but a line of JSON: 1e400 is read as an infinite number. */
export function read(json: string): Json {
  return JSON.parse(json) as Json;
}
