import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type StreamsQuestion, summariseStreams } from '../../../src/analysis/comparison/streams.ts';
import type { AnalysisConfig } from '../../../src/model/config.ts';
import { divergences, stepTally } from './tallied-pairs.ts';

const DAY_MS = 86_400_000;
const WEEK: StreamsQuestion = { config: 'pets', fromMs: 0, toMs: 7 * DAY_MS, limit: 20 };

/** Of a config with steps of 5 s: a week has 120,960. */
function summarised(candidates: readonly string[], question: StreamsQuestion) {
  const config = { name: 'pets', stepMs: 5_000, comparison: {} } as AnalysisConfig;
  const step = { startMs: DAY_MS, lengthMs: 5_000, tally: stepTally(divergences(10, 1)) };
  return summariseStreams(
    {
      configs: new Map([[config.name, config]]),
      store: {
        listStreams: async () => candidates.map((candidate) => ({ config: 'pets', candidate })),
        findSteps: async (_, fromMs, toMs) => (fromMs <= DAY_MS && DAY_MS < toMs ? [step] : []),
      },
      pause: async () => undefined,
    },
    question,
  );
}

describe('the streams of a config with short steps', () => {
  it('are summed up over a week where there are few, however many could be shown', async () => {
    const of = { config: 'pets', pairs: 10, divergent: 1, lastSeenMs: DAY_MS + 5_000 };
    assert.deepEqual(await summarised(['v1', 'v2'], WEEK), {
      items: [
        { ...of, candidate: 'v1' },
        { ...of, candidate: 'v2' },
      ],
      hasMore: false,
    });
  });

  it('are refused where they are too many to be read for one reply, and the refusal says how many', async () => {
    const message = /^from: is too long before to for 3 candidates with a step of 5 s: ask for fewer, or a shorter time$/;
    await assert.rejects(summarised(['v1', 'v2', 'v3'], WEEK), { code: 'BAD_INPUT', message });
    assert.equal((await summarised(['v1', 'v2', 'v3'], { ...WEEK, limit: 2 })).items.length, 2);
  });
});
