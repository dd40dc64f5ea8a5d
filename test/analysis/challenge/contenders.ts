import type { Contender } from '../../../src/analysis/challenge/challenge.ts';
import type { Effect } from '../../../src/model/judgement.ts';

/** A promoted candidate whose `errors` are so much worse than the control's: between these two, as shares of the control's. */
export function contender(
  name: string,
  [lower, upper]: readonly [number | null, number | null],
  changes: Partial<Contender> = {},
): Contender {
  const effect: Effect = { name: 'ratio', scale: 'relative', estimate: ((lower ?? -1) + (upper ?? 1)) / 2, lower, upper, tolerance: 0.1 };
  return {
    name,
    scope: { version: name },
    analysisId: `a-${name}`,
    status: 'finished',
    verdict: 'promote',
    score: 100,
    reason: 'errors is proven within tolerance',
    slotMs: 0,
    metrics: [{ name: 'errors', labels: {}, classification: 'pass', reason: 'errors is fine', effects: [effect], everyLook: true }],
    ...changes,
  };
}
