import assert from 'node:assert/strict';

/** `actual` equals `expected` up to a relative tolerance; an expected 0 asks for exactly that tolerance in absolute terms. */
export function assertClose(actual: number, expected: number, tolerance: number, what = 'value'): void {
  const error = expected === 0 ? Math.abs(actual) : Math.abs(actual / expected - 1);
  assert.ok(error <= tolerance, `${what}: ${actual} against ${expected}, off by ${error}`);
}
