import type { ConfigDocument } from '../../model/config-document.ts';
import { formatDuration, parseDuration } from '../../model/duration.ts';
import type { Problem } from './problem.ts';
import { resolveTimes } from './resolve-times.ts';

type Spec = ConfigDocument['spec'];

/** Whether each item of the checklist can be met: that its metric is there, and that there is time for it. */
export function checkReadiness(spec: Spec): readonly Problem[] {
  const { readiness } = spec;
  if (readiness === undefined) return [];
  return [...checkNeeds(spec, readiness), ...checkTime(spec, readiness)];
}

function checkNeeds({ metrics, comparison }: Spec, readiness: NonNullable<Spec['readiness']>): readonly Problem[] {
  const has = (measure: string): boolean => metrics.some((one) => one.kind === 'comparison' && (one.measure ?? 'divergence') === measure);
  const needs = (field: keyof typeof readiness, isThere: boolean, expected: string): Problem[] => {
    if (readiness[field] === undefined || isThere) return [];
    return [{ path: ['spec', 'readiness', field], message: `needs ${expected}`, value: readiness[field], expected }];
  };
  const section = comparison !== undefined;
  return [
    ...needs('maxDivergence', has('divergence'), 'a metric of kind comparison with the measure divergence'),
    ...needs('latencyRatio', has('latency'), 'a metric of kind comparison with the measure latency'),
    ...(['noSystematicPattern', 'minSamples', 'minReviewed'] as const).flatMap((field) =>
      needs(field, section, 'the section spec.comparison'),
    ),
  ];
}

function checkTime(spec: Spec, { minDuration, timeBox }: NonNullable<Spec['readiness']>): readonly Problem[] {
  const { maxDurationMs } = resolveTimes(spec);
  const path = ['spec', 'readiness', 'minDuration'];
  if (minDuration === undefined) return [];
  if (parseDuration(minDuration) > maxDurationMs) {
    const expected = `at most duration.max ${formatDuration(maxDurationMs)}`;
    return [{ path, message: 'is longer than the analysis, so it can never be met', value: minDuration, expected }];
  }
  if (timeBox !== undefined && parseDuration(minDuration) > parseDuration(timeBox))
    return [{ path, message: `is longer than timeBox ${timeBox}`, value: minDuration, expected: `at most ${timeBox}` }];
  return [];
}
