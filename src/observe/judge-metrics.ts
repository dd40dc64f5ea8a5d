import type { Registry } from 'prom-client';
import type { AroundJudgement } from './around-judges.ts';
import { durations } from './durations.ts';

/** Times every judgement: a judge holds up everything else in the process while it works. */
export function judgeMetrics(registry: Registry): AroundJudgement {
  const series = durations({
    registry,
    name: 'serinus_judge_duration_seconds',
    help: 'Time of a judge for one pair of one metric.',
    buckets: [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1],
  });
  return (judge) => {
    const observe = series({ judge });
    return (_input, work) => {
      const startMs = performance.now();
      try {
        return work();
      } finally {
        observe((performance.now() - startMs) / 1000);
      }
    };
  };
}
