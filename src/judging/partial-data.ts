import type { Judgement } from '../model/judgement.ts';
import type { PairData } from '../model/metric-data.ts';
import { stepValues } from './step-values.ts';

/**
 * The source said that its answer lacks data, of a storage node that did not answer, say. What it does hold is judged, since the answer to
 * "is there harm" may not wait; but what is missing may be just what was harmed, so this keeps a promotion from resting on it.
 */
export function partialDataJudgement(metric: string, data: PairData): Judgement {
  const present = (values: Float64Array): number => values.filter((value) => !Number.isNaN(value)).length;
  return {
    classification: 'nodata',
    reason: `${metric}: the source answered in part only, and a pass needs the whole answer`,
    samples: { control: present(stepValues(data.control)), candidate: present(stepValues(data.candidate)) },
    everyLook: true,
  };
}
