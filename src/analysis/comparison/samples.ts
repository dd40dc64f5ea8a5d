import { NotFoundError } from '../../errors.ts';
import type { AnalysisConfig } from '../../model/config.ts';
import type { Clock } from '../ports/clock.ts';
import type { Page } from '../ports/page.ts';
import type { Mark, PairStore, PairStream, Sample, SampleFilter } from '../ports/pair-store.ts';
import { comparedConfig } from './compared-config.ts';

export interface NewReview {
  readonly mark: Mark;
  readonly note?: string;
  /** Name of the client; absent where nobody is asked who they are. */
  readonly by?: string;
}

/** Pairs that are kept for review. */
export interface Samples {
  /** One page. @throws {NotFoundError} no such config; {BadInputError} it compares nothing, or a cursor that is not ours. */
  page(stream: PairStream, filter: SampleFilter): Promise<Page<Sample>>;
  /** All that fit, from that page on, page by page: however many there are, one page is in memory. */
  pagesFrom(first: Page<Sample>, stream: PairStream, filter: SampleFilter): AsyncGenerator<readonly Sample[]>;
  /** Puts the review in the place of an earlier one. @throws {NotFoundError} no such config or sample; {BadInputError}. */
  review(stream: PairStream, id: string, review: NewReview): Promise<Sample>;
}

export interface SamplesDeps {
  readonly store: Pick<PairStore, 'listSamples' | 'reviewSample'>;
  readonly configs: ReadonlyMap<string, AnalysisConfig>;
  readonly clock: Clock;
}

export function createSamples({ store, configs, clock }: SamplesDeps): Samples {
  return {
    async page(stream, filter) {
      comparedConfig(configs, stream.config);
      return store.listSamples(stream, filter);
    },
    async *pagesFrom(first, stream, filter) {
      for (let page = first; ; ) {
        yield page.items;
        if (page.nextCursor === undefined) return;
        page = await store.listSamples(stream, { ...filter, cursor: page.nextCursor });
      }
    },
    async review(stream, id, review) {
      comparedConfig(configs, stream.config);
      const reviewed = await store.reviewSample(stream, id, { ...review, markedAtMs: clock.now() });
      if (reviewed === undefined) {
        const what = `no sample of the candidate ${JSON.stringify(stream.candidate)} under ${stream.config} has the id ${JSON.stringify(id)}`;
        throw new NotFoundError('sample', id, what);
      }
      return reviewed;
    },
  };
}
