import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { foldSteps } from '../../../src/cli/compare/fold-steps.ts';
import { BUILT_IN_COMPARATORS } from '../../../src/comparison/built-in-comparators.ts';
import { comparisonPlan } from '../../../src/comparison/comparison-plan.ts';
import { redactor } from '../../../src/comparison/redact.ts';
import { mergeAllSteps } from '../../../src/comparison/tally/merge-steps.ts';

const plan = comparisonPlan(
  { comparators: [{ name: 'n', type: 'numeric', path: '', parameters: { relative: 0 }, counts: true }] },
  BUILT_IN_COMPARATORS,
);
const redact = redactor({ paths: [], patterns: [] });

/** The candidate of request i differs from 0 by i in every tenth request. */
function folded(requests: number, now = () => 1_000) {
  const fold = foldSteps({ plan, redact }, { now });
  for (let i = 0; i < requests; i++) fold.pair({ id: String(i), control: 1, candidate: i % 10 === 9 ? 1 + i : 1, features: { i } });
  fold.unmatched('control');
  return fold.end();
}

describe('foldSteps', () => {
  for (const requests of [0, 1, 2, 100, 254, 255, 256, 12_345, 300_000])
    it(`counts ${requests} requests, each once, in steps that follow one another`, () => {
      const { steps, details } = folded(requests);
      const { pairs, divergent, unmatched } = mergeAllSteps(steps.map(({ tally }) => tally));
      assert.deepEqual([pairs, divergent, unmatched], [requests, Math.floor(requests / 10), { control: 1, candidate: 0 }]);
      assert.ok(steps.length <= 256, `${steps.length} steps`);
      assert.ok(steps.length >= Math.min(requests, 128), `${steps.length} steps`);
      steps.forEach(({ startMs, lengthMs }, i) => {
        const previous = steps[i - 1];
        const end = previous === undefined ? startMs : previous.startMs + previous.lengthMs;
        assert.ok(lengthMs > 0 && Math.abs(startMs - end) < 1e-6, `step ${i}`);
      });
      const counted = Object.values(details.tally.features.i?.numbers ?? {}).reduce(
        (sum, [agreed, diverged]) => sum + agreed + diverged,
        0,
      );
      assert.equal(counted, requests);
    });

  it('keeps the least similar of the divergent pairs', () => {
    const { samples } = folded(1_000);
    // Similarity is 1 less i / (1 + i): the later the less.
    assert.deepEqual(
      samples.map(({ pair }) => pair.id),
      Array.from({ length: 20 }, (_, k) => String(999 - 10 * k)),
    );
  });

  it('shares out the time that reading took', () => {
    const times = [5_000, 5_600];
    const { fromMs, toMs, steps } = folded(2, () => times.shift()!);
    assert.deepEqual([fromMs, toMs], [5_000, 5_600]);
    assert.deepEqual(
      steps.map(({ startMs, lengthMs }) => [startMs, lengthMs]),
      [
        [5_000, 200],
        [5_200, 200],
        [5_400, 200],
      ],
    );
  });
});
