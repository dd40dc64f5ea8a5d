import type { Direction } from '../../model/config.ts';
import type { PairData } from '../../model/metric-data.ts';

/**
 * The pair as it would be had the candidate been worse by a share: a gauge's values and the events of a count times 1 + share, a ratio's
 * bad events too but never more than all. Where a decrease is the harm, a gauge and a count are divided by 1 + share instead.
 * @param share above 0: 0.2 is 20 %.
 * @returns undefined where no such harm can be put in: a histogram's buckets do not say where in them the requests lie; a ratio whose
 *  harm is a decrease.
 */
export function addHarm(pair: PairData, direction: Direction, share: number): PairData | undefined {
  const factor = direction === 'decrease' ? 1 / (1 + share) : 1 + share;
  switch (pair.kind) {
    case 'gauge':
      return { ...pair, candidate: { kind: 'gauge', values: pair.candidate.values.map((value) => value * factor) } };
    case 'count':
      return { ...pair, candidate: { ...pair.candidate, events: pair.candidate.events.map((value) => value * factor) } };
    case 'ratio': {
      if (direction === 'decrease') return undefined;
      const { bad, total } = pair.candidate;
      return { ...pair, candidate: { kind: 'ratio', bad: bad.map((value, i) => Math.min(value * factor, total[i]!)), total } };
    }
    case 'histogram':
      return undefined;
  }
}
