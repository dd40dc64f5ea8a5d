import type { Judgement } from '../model/judgement.ts';
import type { PairData } from '../model/metric-data.ts';
import { stepValues } from './step-values.ts';

/**
 * What was measured may be right, but something beside it says that it need not be what it seems: no heartbeat, a model compared with
 * itself. It is judged all the same, since the answer to "is there harm" may not wait; but a promotion may not rest on it.
 * @param doubts one or more clauses.
 */
export function doubtJudgement(metric: string, data: PairData, doubts: readonly string[]): Judgement {
  const present = (values: Float64Array): number => values.filter((value) => !Number.isNaN(value)).length;
  return {
    classification: 'nodata',
    reason: `${metric}: ${doubts.join('; ')}`,
    samples: { control: present(stepValues(data.control)), candidate: present(stepValues(data.candidate)) },
    everyLook: true,
  };
}
