import type { Analysis, Look } from '../../model/analysis.ts';
import type { Mode } from '../../model/config.ts';
import type { Classification, Effect } from '../../model/judgement.ts';
import type { SideSummary, Verdict } from '../../model/verdict.ts';

/** What a database is told of a look: every number a person would plot, without evidence, queries and sentences. */
export type LookNumbers = {
  readonly analysis: string;
  readonly config: string;
  readonly mode: Mode;
  readonly control: Readonly<Record<string, string>>;
  readonly candidate: Readonly<Record<string, string>>;
  readonly slotMs: number;
  readonly number: number;
  readonly verdict: Verdict;
  readonly final: boolean;
  /** 0 to 100; null when it cannot be said, as every null here. */
  readonly score: number | null;
  readonly groups: readonly { readonly name: string; readonly weight: number; readonly score: number | null }[];
  readonly metrics: readonly MetricNumbers[];
};

export type MetricNumbers = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly group: string;
  readonly classification: Classification;
  readonly score: number | null;
  readonly effect: Pick<Effect, 'name' | 'scale' | 'estimate' | 'lower' | 'upper' | 'tolerance'> | null;
  readonly moreSteps: number | null;
  readonly control: Pick<SideSummary, 'count' | 'mean'>;
  readonly candidate: Pick<SideSummary, 'count' | 'mean'>;
};

export function lookNumbers({ config, configName, control, candidate }: Analysis, look: Look): LookNumbers {
  return {
    analysis: look.analysisId,
    config: configName,
    mode: config.spec.mode ?? 'canary',
    control,
    candidate,
    slotMs: look.slotMs,
    number: look.number,
    verdict: look.verdict,
    final: look.final,
    score: look.score,
    groups: look.groups.map(({ name, weight, score }) => ({ name, weight, score })),
    metrics: look.metrics.map((metric) => ({
      name: metric.name,
      labels: metric.labels,
      group: metric.group,
      classification: metric.classification,
      score: metric.score,
      effect: metric.effect && { ...metric.effect },
      moreSteps: metric.moreSteps,
      control: { count: metric.control.count, mean: metric.control.mean },
      candidate: { count: metric.candidate.count, mean: metric.candidate.mean },
    })),
  };
}
