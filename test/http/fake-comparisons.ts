import type { Comparisons } from '../../src/analysis/comparison/comparisons.ts';
import type { Sample } from '../../src/analysis/ports/pair-store.ts';
import { NotFoundError } from '../../src/errors.ts';
import { reportExample } from '../../src/http/schemas/divergence-report.ts';
import { START } from './sample-data.ts';

export const sampleOfPets: Sample = {
  atMs: START,
  pair: {
    id: 'request-4711',
    control: { class: 'cat', confidence: 0.91 },
    candidate: { class: 'dog', confidence: 0.55 },
    secondControl: { class: 'cat', confidence: 0.9 },
    latencyMs: { control: 41, candidate: 37.5 },
    features: { locale: 'de', length: 312, retried: false },
    versions: { control: 'v1', candidate: 'v2' },
  },
  isDivergent: true,
  similarity: 0,
  segment: 'de',
  differences: [{ comparator: 'animal', field: '/class', type: 'value', category: 'cat -> dog' }],
  review: { mark: 'control-better', note: 'It is a cat.', by: 'token ci', markedAtMs: START + 60_000 },
};

const REPORT = 'shop-20260126T060000Z-1f0c9d2e4b7a';

/** `shop` has one candidate, `candidate`, with one sample and one kept report. */
export function fakeComparisons(): Comparisons {
  const known = (config: string): void => {
    if (config !== 'shop') throw new NotFoundError('config', config);
  };
  const report = { ...reportExample, config: 'shop', candidate: 'candidate' };
  return {
    samples: {
      async page({ config }) {
        known(config);
        return { items: [sampleOfPets] };
      },
      async *pagesFrom(first) {
        yield first.items;
      },
      async review({ config }, id, review) {
        known(config);
        if (id !== sampleOfPets.pair.id) throw new NotFoundError('sample', id);
        return { ...sampleOfPets, review: { ...review, markedAtMs: START } };
      },
    },
    reports: {
      async make({ config, candidate }, range) {
        known(config);
        return { ...report, candidate, ...range };
      },
      async list({ config }) {
        known(config);
        return { items: [{ id: REPORT, config, candidate: 'candidate', toMs: report.toMs }] };
      },
      async find(id) {
        if (id !== REPORT) throw new NotFoundError('report', id);
        return { id, report };
      },
    },
    async streams({ config, toMs }) {
      known(config);
      return { items: [{ config, candidate: 'candidate', pairs: 86_400, divergent: 412, lastSeenMs: toMs }], hasMore: false };
    },
  };
}
