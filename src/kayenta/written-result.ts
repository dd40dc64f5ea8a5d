import type { Decision, MetricResult, Verdict } from '../model/verdict.ts';
import type { CanaryAnalysisResult, CanaryJudgeResult, GroupScore, SideStats } from './canary.ts';

/** A double as Jackson writes it: JSON has no NaN and no infinities. */
export type WrittenDouble = number | 'NaN' | 'Infinity' | '-Infinity';

interface WrittenSide {
  stats: Record<'min' | 'max' | 'mean' | 'std', WrittenDouble> & { count: number };
}

type WrittenMetric = Pick<CanaryAnalysisResult, 'name' | 'id' | 'classification' | 'classificationReason' | 'critical' | 'muted'> & {
  tags?: Record<string, string>;
  groups: string[];
  experimentMetadata: WrittenSide;
  controlMetadata: WrittenSide;
  resultMetadata?: { ratio: WrittenDouble };
};

/** Kayenta's judge result as JSON, and under `serinus` what Serinus says of the same pairs. */
export interface WrittenResult {
  judgeName: string;
  results: WrittenMetric[];
  groupScores: GroupScore[];
  score: CanaryJudgeResult['score'];
  serinus: { verdict: Verdict; score: number | null; reasons: string[]; metrics: readonly MetricResult[] };
}

export function writtenResult(result: CanaryJudgeResult, own: Decision): WrittenResult {
  return {
    judgeName: result.judgeName,
    results: result.results.map(({ experimentMetadata, controlMetadata, resultMetadata, tags, groups, ...rest }) => ({
      ...rest,
      ...(tags && { tags: { ...tags } }),
      groups: [...groups],
      experimentMetadata: { stats: writtenStats(experimentMetadata.stats) },
      controlMetadata: { stats: writtenStats(controlMetadata.stats) },
      ...(resultMetadata && { resultMetadata: { ratio: writtenDouble(resultMetadata.ratio) } }),
    })),
    groupScores: result.groupScores.map((group) => ({ ...group })),
    score: result.score,
    serinus: { verdict: own.verdict, score: own.score, reasons: [...own.reasons], metrics: own.metrics },
  };
}

export function writtenDouble(value: number): WrittenDouble {
  return Number.isFinite(value) ? value : (String(value) as WrittenDouble);
}

function writtenStats({ min, max, mean, std, count }: SideStats): WrittenSide['stats'] {
  return { min: writtenDouble(min), max: writtenDouble(max), mean: writtenDouble(mean), std: writtenDouble(std), count };
}
