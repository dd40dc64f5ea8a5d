import assert from 'node:assert/strict';
import type { Judgement } from '../../src/model/judgement.ts';

/** What holds for every judgement of a judge that is right at every look: score and classification agree, and every number is one. */
export function assertWellFormed(judgement: Judgement): void {
  const { classification, score, reason } = judgement;
  assert.equal(score === 100, classification === 'pass', reason);
  assert.equal(score === 0, classification === 'high' || classification === 'low', reason);
  assert.ok(judgement.everyLook);
  assert.doesNotMatch(reason, /NaN|Infinity|undefined/);
  JSON.stringify(judgement, (key, value: unknown) => {
    if (typeof value === 'number') assert.ok(Number.isFinite(value), `${key} is ${value}: ${reason}`);
    return value;
  });
}
