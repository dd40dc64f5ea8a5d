import pLimit from 'p-limit';
import { createSamples, type Samples, type SamplesDeps } from './samples.ts';
import { type StreamsDeps, type StreamsPage, type StreamsQuestion, summariseStreams } from './streams.ts';

/** What people are shown of pairs of answers, and what they say of them. */
export interface Comparisons {
  readonly samples: Samples;
  /** @throws {NotFoundError} no such config; {BadInputError} it compares nothing. */
  streams(question: StreamsQuestion): Promise<StreamsPage>;
}

export type ComparisonsDeps = SamplesDeps & StreamsDeps;

export function createComparisons(deps: ComparisonsDeps): Comparisons {
  const inTurn = pLimit(1);
  return {
    samples: createSamples(deps),
    streams: (question) => inTurn(() => summariseStreams(deps, question)),
  };
}
