import { BadInputError } from '../errors.ts';
import type { CanaryAnalysisResult, CanaryConfig, CanaryJudgeResult, JudgeRequest, MetricSetPair } from './canary.ts';
import { classifyMetric } from './classify.ts';
import { metricSettings } from './metric-settings.ts';
import { classifyScore, summaryScore } from './score.ts';
import { sideStats } from './side-stats.ts';
import { transform } from './transform.ts';

export const NETFLIX_JUDGE = 'NetflixACAJudge-v1.0';
/** What a Kayenta calls the judge at another address: a config that names it is sent here with that name. */
export const REMOTE_JUDGE = 'RemoteJudge-v1.0';
/** Fixed in Kayenta: its settings for them are read by nothing. */
export const NETFLIX_RULE = { tolerance: 0.25, confidence: 0.98 } as const;

/**
 * What Kayenta's NetflixACAJudge-v1.0 answers, bit for bit where Kayenta is deterministic: each pair classified, groups scored, the score
 * classified. Results are in the order of the pairs.
 *
 * @throws {BadInputError} a pair that the config has no metric for, a setting that Kayenta's judge fails on, a weight that is not finite.
 */
export function netflixJudge(request: JudgeRequest): CanaryJudgeResult {
  return scoreResults(
    request,
    request.metricSetPairList.map((pair) => judgePair(request.canaryConfig, pair)),
  );
}

/** The second half of it, for results that were made one at a time. @throws {BadInputError} a weight that is not finite. */
export function scoreResults(
  { canaryConfig, scoreThresholds }: Pick<JudgeRequest, 'canaryConfig' | 'scoreThresholds'>,
  results: readonly CanaryAnalysisResult[],
): CanaryJudgeResult {
  const weights = canaryConfig.classifier.groupWeights ?? {};
  for (const [group, weight] of Object.entries(weights))
    if (!Number.isFinite(weight)) throw new BadInputError(`groupWeights.${group}`, `must be finite, not ${weight}`);
  const { score, reason, groups } = summaryScore(results, weights);
  return {
    judgeName: NETFLIX_JUDGE,
    results,
    groupScores: groups,
    score: { score, classification: classifyScore(score, scoreThresholds), classificationReason: reason },
  };
}

/** The first half of it: one pair. @throws {BadInputError} the config has no metric for it, or a setting that Kayenta's judge fails on. */
export function judgePair(config: CanaryConfig, { name, id, tags, values }: MetricSetPair): CanaryAnalysisResult {
  const metric = config.metrics.find((one) => one.name === name);
  if (metric === undefined) throw new BadInputError('metricSetPairList', `Could not find metric config for ${name}`);
  const settings = metricSettings(metric);
  const samples = { experiment: transform(values.experiment, settings), control: transform(values.control, settings) };
  const about = { name, ...(tags && { tags }), ...(id && { id }) };
  const sides = {
    groups: metric.groups ?? [],
    experimentMetadata: { stats: sideStats(samples.experiment) },
    controlMetadata: { stats: sideStats(samples.control) },
  };
  try {
    const { classification, reason, critical, deviation } = classifyMetric(name, samples, { ...settings, ...NETFLIX_RULE });
    const why = reason === undefined ? {} : { classificationReason: reason };
    return { ...about, classification, ...why, ...sides, resultMetadata: { ratio: deviation }, critical, muted: settings.muted };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const failed = { classification: 'Error', classificationReason: 'Metric Classification Failed' } as const;
    return { ...about, ...failed, ...sides, critical: false, muted: settings.muted };
  }
}
