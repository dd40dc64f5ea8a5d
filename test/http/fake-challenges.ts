import type { Challenge, ChallengeReport } from '../../src/analysis/challenge/challenge.ts';
import type { Challenges } from '../../src/analysis/challenge/challenges.ts';
import { BadInputError, NotFoundError } from '../../src/errors.ts';
import { contender } from '../analysis/challenge/contenders.ts';
import { START, shopConfig } from './sample-data.ts';

const challenge: Challenge = {
  id: 'c-1',
  key: 'spring',
  config: shopConfig.document,
  configHash: shopConfig.hash,
  levels: { alpha: 0.025, promoteAlpha: 0.025 },
  control: { version: 'v1' },
  candidates: [
    { name: 'blue', scope: { version: 'v2' }, analysisId: 'a-1' },
    { name: 'green', scope: { version: 'v3' }, analysisId: 'a-2' },
  ],
  primary: { metric: 'errors', direction: 'increase' },
  startMs: START,
  createdAtMs: START,
};
const contenders = [contender('blue', [0.42, null], { verdict: 'rollback', score: 0 }), contender('green', [-0.34, -0.05])];
const best = { name: 'green', reason: 'green is promoted, and every other candidate was rolled back or cancelled' };

/** What a call was asked, by the method's name, in order. */
export interface FakeChallenges extends Challenges {
  readonly calls: (readonly [method: string, ...args: unknown[]])[];
}

/** `shop` is the one config, and `c-1`, whose key is `spring`, the one challenge that is there. */
export function fakeChallenges(): FakeChallenges {
  const calls: FakeChallenges['calls'] = [];
  const report = (id: string): ChallengeReport => {
    if (id !== challenge.id) throw new NotFoundError('challenge', id);
    return { challenge, status: 'finished', contenders, best };
  };
  return {
    calls,
    async start(request) {
      calls.push(['start', request]);
      if (request.config !== 'shop') throw new NotFoundError('config', request.config);
      if (request.primary !== undefined && request.primary !== 'errors') throw new BadInputError('primary', 'is none');
      const { key, ...keyless } = challenge;
      return request.key === key ? { challenge, created: false } : { challenge: { ...keyless, id: 'c-2' }, created: true };
    },
    async find(id) {
      return report(id);
    },
    async list(filter) {
      calls.push(['list', filter]);
      return [challenge];
    },
    async cancel(id, reason) {
      calls.push(['cancel', id, reason]);
      return report(id);
    },
    resume: async () => undefined,
  };
}
