import { inTurn } from './in-turn.ts';
import { createReports, type Reports, type ReportsDeps } from './reports.ts';
import { createSamples, type Samples, type SamplesDeps } from './samples.ts';
import { type StreamsDeps, type StreamsPage, type StreamsQuestion, summariseStreams } from './streams.ts';

/** What people are shown of pairs of answers, and what they say of them. */
export interface Comparisons {
  readonly samples: Samples;
  readonly reports: Reports;
  /** @throws {NotFoundError} no such config; {BadInputError} it compares nothing; {SerinusError} TOO_BUSY. */
  streams(question: StreamsQuestion): Promise<StreamsPage>;
}

export type ComparisonsDeps = SamplesDeps & ReportsDeps & StreamsDeps;

export function createComparisons(deps: ComparisonsDeps): Comparisons {
  const ask = inTurn('lists of candidates');
  return {
    samples: createSamples(deps),
    reports: createReports(deps),
    streams: (question) => ask(() => summariseStreams(deps, question)),
  };
}
