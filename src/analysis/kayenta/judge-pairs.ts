import { setImmediate } from 'node:timers/promises';
import type { JudgeRegistry } from '../../judging/judge-registry.ts';
import type { CanaryAnalysisResult, JudgeRequest } from '../../kayenta/canary.ts';
import { judgePair, scoreResults } from '../../kayenta/netflix-judge.ts';
import { ownVerdict } from '../../kayenta/own-verdict.ts';
import { type WrittenResult, writtenResult } from '../../kayenta/written-result.ts';

/**
 * Kayenta's result, with ours beside it. Pair by pair, so that others are answered in between: a large request takes seconds.
 * @throws {BadInputError} as netflixJudge and ownVerdict do; whatever the signal was aborted with.
 */
export async function judgePairs(request: JudgeRequest, judges: JudgeRegistry, signal?: AbortSignal): Promise<WrittenResult> {
  const results: CanaryAnalysisResult[] = [];
  for (const pair of request.metricSetPairList) {
    results.push(judgePair(request.canaryConfig, pair));
    await setImmediate();
    signal?.throwIfAborted();
  }
  return writtenResult(scoreResults(request, results), ownVerdict(request, judges));
}
