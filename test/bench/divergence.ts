import { type Setting, simulateDivergence } from '../judging/divergence-runs.ts';
import type { Figure, Report } from './figure.ts';

const RUNS = 300;
const wander = (phi: number) => ({ wander: { deviation: 0.3, phi } });

/** The truth lies on the limit: what is called is wrong. */
const WRONG: readonly (readonly [name: string, setting: Omit<Setting, 'runs'>, wrong: 'high' | 'pass', limit?: Figure['limit']])[] = [
  ['harm at 10 %, 100 pairs a step', { rate: 0.1, pairs: 100 }, 'high', { atMost: 0.05 }],
  ['harm at 10 %, 5 pairs a step', { rate: 0.1, pairs: 5 }, 'high', { atMost: 0.05 }],
  ['harm at 10 %, wandering at 0.5', { rate: 0.1, pairs: 200, ...wander(0.5) }, 'high', { atMost: 0.05 }],
  ['harm at 10 %, wandering at 0.8', { rate: 0.1, pairs: 200, ...wander(0.8) }, 'high'],
  ['harm at 10 %, wandering at 0.95', { rate: 0.1, pairs: 200, ...wander(0.95) }, 'high'],
  ['harm 10 % above a noise of 20 %', { rate: 0.1, noise: 0.2, pairs: 100 }, 'high', { atMost: 0.05 }],
  ['harm 10 % above a noise of 20 %, wandering at 0.8', { rate: 0.1, noise: 0.2, pairs: 200, ...wander(0.8) }, 'high'],
  ['pass at 1 %, 300 pairs a step', { rate: 0.01, pairs: 300 }, 'pass', { atMost: 0.05 }],
  ['pass at 1 %, wandering at 0.8', { rate: 0.01, pairs: 1000, ...wander(0.8) }, 'pass'],
  ['pass 1 % above a noise of 5 %', { rate: 0.01, noise: 0.05, pairs: 300 }, 'pass', { atMost: 0.05 }],
];

const RIGHT: readonly (readonly [name: string, setting: Omit<Setting, 'runs'>, right: 'high' | 'pass', limit: Figure['limit']])[] = [
  ['0.2 % of 1000 pairs a step is safe', { rate: 0.002, pairs: 1000 }, 'pass', { atLeast: 0.97 }],
  ['20 % of 100 pairs a step is harm', { rate: 0.2, pairs: 100 }, 'high', { atLeast: 0.97 }],
  ['20 %, wandering at 0.8, is harm', { rate: 0.2, pairs: 200, ...wander(0.8) }, 'high', { atLeast: 0.9 }],
  ['20 % above a noise of 20 % is harm', { rate: 0.2, noise: 0.2, pairs: 100 }, 'high', { atLeast: 0.97 }],
  ['30 % from step 60 on is harm', { rate: 0.3, pairs: 100, from: 60 }, 'high', { atLeast: 0.9 }],
];

/** How often the divergence judge is wrong and right over 100 looks, at an error level of 0.05. */
export default async function divergence(report: Report): Promise<void> {
  for (const [name, setting, wrong, limit] of WRONG) {
    const share = simulateDivergence(1, { ...setting, runs: RUNS })[wrong];
    report({ name: `wrong: ${name}`, value: share, unit: 'of runs', ...(limit && { limit: withError(limit) }), spread: error(share) });
  }
  for (const [name, setting, right, limit] of RIGHT) {
    const ended = simulateDivergence(2, { ...setting, runs: RUNS });
    report({
      name: `right: ${name}`,
      value: ended[right],
      unit: 'of runs',
      ...(limit && { limit }),
      spread: `median step ${ended[`${right}At`]}`,
    });
  }
}

/** Three standard errors more: a simulation of this size may be off by that. */
function withError(limit: { readonly atMost: number } | { readonly atLeast: number }): NonNullable<Figure['limit']> {
  if (!('atMost' in limit)) return limit;
  const { atMost } = limit;
  return { atMost: Number((atMost + 3 * Math.sqrt((atMost * (1 - atMost)) / RUNS)).toFixed(3)) };
}

const error = (share: number): string => `standard error ${Math.sqrt((share * (1 - share)) / RUNS).toFixed(3)}`;
