import { BadInputError } from '../../errors.ts';
import type { AnalysisConfig } from '../../model/config.ts';
import type { PairStore, PairStream } from '../ports/pair-store.ts';
import { comparedConfig } from './compared-config.ts';
import type { TallyRange } from './read-tallies.ts';

/** What came of one candidate under one config in a time. */
export interface StreamSummary extends PairStream {
  readonly pairs: number;
  readonly divergent: number;
  /** The end of the last step that has something of it. */
  readonly lastSeenMs: number;
}

export interface StreamsDeps {
  readonly store: Pick<PairStore, 'listStreams' | 'findSteps'>;
  readonly configs: ReadonlyMap<string, AnalysisConfig>;
  readonly pause: () => Promise<void>;
}

export interface StreamsQuestion extends TallyRange {
  readonly config: string;
  /** 1 or more. */
  readonly limit: number;
  /** Only those whose candidate has a later name. */
  readonly after?: string;
}

export interface StreamsPage {
  readonly items: readonly StreamSummary[];
  readonly hasMore: boolean;
}

/** Of all streams of a page together: some seconds' reading of the embedded store. */
const MOST_STEPS = 300_000;
/** Steps of one reading. */
const STEPS = 200;

/** The streams of a config with something in the range, by the candidate's name. @throws {NotFoundError} @throws {BadInputError} */
export async function summariseStreams(
  { store, configs, pause }: StreamsDeps,
  { config, fromMs, toMs, limit, after = '' }: StreamsQuestion,
): Promise<StreamsPage> {
  const { stepMs } = comparedConfig(configs, config);
  const streams = (await store.listStreams({ config, fromMs, toMs })).filter(({ candidate }) => candidate > after).sort(byCandidate);
  const shown = streams.slice(0, limit);
  if (((toMs - fromMs) / stepMs) * shown.length > MOST_STEPS)
    throw new BadInputError(
      'from',
      `is too long before to for ${shown.length} candidates with a step of ${stepMs / 1000} s: ask for fewer, or a shorter time`,
    );
  const items: StreamSummary[] = [];
  for (const stream of shown) {
    let [pairs, divergent, lastSeenMs] = [0, 0, fromMs];
    for (let ms = fromMs; ms < toMs; ms += STEPS * stepMs) {
      for (const { startMs, lengthMs, tally } of await store.findSteps(stream, ms, Math.min(ms + STEPS * stepMs, toMs))) {
        pairs += tally.pairs;
        divergent += tally.divergent;
        lastSeenMs = startMs + lengthMs;
      }
      await pause();
    }
    items.push({ ...stream, pairs, divergent, lastSeenMs });
  }
  return { items, hasMore: streams.length > limit };
}

/** By code units, as `after` is compared: a database may have an order of its own. */
function byCandidate(a: PairStream, b: PairStream): number {
  return a.candidate < b.candidate ? -1 : 1;
}
