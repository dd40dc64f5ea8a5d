import { Point } from '@influxdata/influxdb-client';

import type { LookNumbers, MetricNumbers } from '../analysis/outbox/look-numbers.ts';

/**
 * A look as points at its slot, in milliseconds: one `serinus_look`, a `serinus_group` for each group and a `serinus_metric` for each
 * metric (and pair of series). What cannot be said is a field that is not there. The same look is the same points: written twice, it
 * is there once.
 */
export function pointsOfLook(look: LookNumbers): Point[] {
  const of = (measurement: string, tags: Readonly<Record<string, string>>): Point => {
    const point = new Point(measurement).timestamp(look.slotMs);
    for (const [name, value] of Object.entries({ ...tagsOfLook(look), ...tags })) tag(point, name, value);
    return point;
  };
  return [
    fields(of('serinus_look', { verdict: look.verdict }), { score: look.score, number: look.number, final: Number(look.final) }),
    ...look.groups.map(({ name, score, weight }) => fields(of('serinus_group', { group: name }), { score, weight })),
    ...look.metrics.map((metric) => fields(of('serinus_metric', tagsOfMetric(metric)), numbersOfMetric(metric))),
  ];
}

function tagsOfLook({ analysis, config, mode, control, candidate }: LookNumbers): Record<string, string> {
  return { analysis, config, mode, ...prefixed('control_', control), ...prefixed('candidate_', candidate) };
}

function tagsOfMetric({ name, group, classification, effect, labels }: MetricNumbers): Record<string, string> {
  return {
    ...{ metric: name, group, classification },
    ...(effect && { effect: effect.name, scale: effect.scale }),
    ...prefixed('label_', labels),
  };
}

function numbersOfMetric({ score, effect, moreSteps, control, candidate }: MetricNumbers): Record<string, number | null> {
  return {
    score,
    ...(effect && { estimate: effect.estimate, lower: effect.lower, upper: effect.upper, tolerance: effect.tolerance }),
    more_steps: moreSteps,
    control_count: control.count,
    candidate_count: candidate.count,
    control_mean: control.mean,
    candidate_mean: candidate.mean,
  };
}

function prefixed(prefix: string, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]));
}

/** The line protocol knows no empty tag and none that ends with a backslash, for it would escape what follows. */
function tag(point: Point, name: string, value: string): void {
  const text = value.replace(/\\+$/, '');
  if (text !== '') point.tag(name, text);
}

/** All as floats: a field has one type for ever. */
function fields(point: Point, values: Readonly<Record<string, number | null>>): Point {
  for (const [name, value] of Object.entries(values)) if (value !== null && Number.isFinite(value)) point.floatField(name, value);
  return point;
}
