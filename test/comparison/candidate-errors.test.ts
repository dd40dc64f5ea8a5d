import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { candidateErrors } from '../../src/comparison/candidate-errors.ts';

describe('errors of pairs for which the candidate may answer', () => {
  const cases: readonly (readonly [name: string, errors: Readonly<Record<string, number>>, count: number])[] = [
    ['none', {}, 0],
    ['what cannot be compared', { DIMENSION_MISMATCH: 3, COMPARATOR_FAILED: 2 }, 5],
    ['not the part that is nowhere', { NOT_THERE: 100, ZERO_VECTOR: 1 }, 1],
    ['not the second control', { SECOND_CONTROL_ZERO_VECTOR: 100, ZERO_VECTOR: 1 }, 1],
    ['not the control', { CONTROL_NOT_A_TEXT: 100, TEXT_TOO_LONG: 1 }, 1],
    ['those too many to be named', { '(other)': 4 }, 4],
  ];
  for (const [name, errors, count] of cases) it(name, () => assert.equal(candidateErrors(errors), count));
});
