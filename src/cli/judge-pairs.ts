import { judgeLook } from '../judging/judge-look.ts';
import type { JudgeRegistry } from '../judging/judge-registry.ts';
import type { AnalysisConfig } from '../model/config.ts';
import { slicePair } from '../model/map-pair.ts';
import type { MetricRecord } from '../model/metric-record.ts';
import type { Decision } from '../model/verdict.ts';
import type { PairLine } from './pair-line.ts';

/** One look at all steps. */
export function judgeWhole(config: AnalysisConfig, judges: JudgeRegistry, line: PairLine): Decision {
  return judgeFirst(config, judges, line, line.steps);
}

/** A look after every step, as a running analysis would, up to the first one that is final; `step` is that one, else the last. */
export function judgeEveryStep(
  config: AnalysisConfig,
  judges: JudgeRegistry,
  line: PairLine,
): { readonly decision: Decision; readonly step: number } {
  for (let step = 1; ; step++) {
    const decision = judgeFirst(config, judges, line, step);
    if (decision.final || step >= line.steps) return { decision, step };
  }
}

/** The look at the first `steps` steps, at the moment the last of them ends. */
function judgeFirst(config: AnalysisConfig, judges: JudgeRegistry, { stepMs, records }: PairLine, steps: number): Decision {
  return judgeLook({
    config: { ...config, stepMs },
    judges,
    records: records.map((record) => firstSteps(record, steps)),
    elapsedMs: steps * stepMs,
  });
}

function firstSteps(record: MetricRecord, steps: number): MetricRecord {
  const { outcome } = record;
  if (outcome.kind === 'failure') return record;
  return { ...record, outcome: { kind: 'data', data: slicePair(outcome.data, { start: 0, end: steps }) } };
}
