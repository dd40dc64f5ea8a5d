import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';

import { pathText } from '../analysis/config/problem.ts';
import { schemaProblems } from '../analysis/config/schema-problems.ts';
import { BadInputError } from '../errors.ts';
import type { MetricConfig } from '../model/config.ts';
import { parseDuration } from '../model/duration.ts';
import type { PairData, SideData } from '../model/metric-data.ts';
import type { MetricRecord } from '../model/metric-record.ts';

const strict = { additionalProperties: false } as const;
/** A value per step; null is a step without a sample. */
const Values = Type.Array(Type.Union([Type.Number(), Type.Null()]));
const Gauge = Values;
const Ratio = Type.Object({ bad: Values, total: Values }, strict);
const Count = Type.Object({ events: Values, exposure: Type.Optional(Values) }, strict);
/** Ascending upper bounds, the last one "+Inf", which may be left out; a row of counts for each bucket, not cumulative. */
const Histogram = Type.Object(
  { bounds: Type.Array(Type.Union([Type.Number(), Type.Literal('+Inf')]), { minItems: 1 }), counts: Type.Array(Values, { minItems: 1 }) },
  strict,
);
const Side = Type.Union([Gauge, Ratio, Count, Histogram]);
const Line = Type.Object(
  {
    id: Type.Union([Type.String(), Type.Number()]),
    step: Type.Optional(Type.Union([Type.Number({ exclusiveMinimum: 0 }), Type.String()])),
    metrics: Type.Record(Type.String(), Type.Object({ control: Side, candidate: Side }, strict)),
  },
  strict,
);

const isLine = Compile(Line);
const isSide = { gauge: Compile(Gauge), ratio: Compile(Ratio), count: Compile(Count), histogram: Compile(Histogram) };

/** One line of `serinus judge`: the pairs of one analysis. */
export interface PairLine {
  readonly id: string | number;
  /** Time between two values; that of the config when left out. */
  readonly stepMs: number;
  /** One for each metric of the config, all of `steps` steps. */
  readonly records: readonly MetricRecord[];
  /** >= 1. */
  readonly steps: number;
}

/** @throws {BadInputError} naming the part of the document that does not fit the config. */
export function readPairLine(document: unknown, metrics: readonly MetricConfig[], configStepMs: number): PairLine {
  if (!isLine.Check(document)) {
    const [problem] = schemaProblems(Line, document);
    throw new BadInputError(pathText(problem?.path ?? []) || 'line', problem?.message ?? 'does not fit');
  }
  const stepMs = document.step === undefined ? configStepMs : stepOf(document.step);
  const stranger = Object.keys(document.metrics).find((name) => !metrics.some((metric) => metric.name === name));
  if (stranger !== undefined) throw new BadInputError(`metrics.${stranger}`, 'is no metric of the config');
  const pairs = metrics.map((metric) => ({ metric, data: pairOf(metric, document.metrics, stepMs) }));
  const steps = stepsOf(pairs[0]!.data.control);
  for (const { metric, data } of pairs) assertSteps(metric.name, data, steps);
  return { id: document.id, stepMs, steps, records: pairs.map(({ metric, data }) => recordOf(metric.name, data)) };
}

export function recordOf(metric: string, data: PairData): MetricRecord {
  return { metric, labels: {}, outcome: { kind: 'data', data }, queries: { control: {}, candidate: {} }, warnings: [] };
}

function stepOf(step: number | string): number {
  if (typeof step === 'number') return Math.round(step * 1000);
  try {
    return parseDuration(step);
  } catch (cause) {
    throw new BadInputError('step', (cause as Error).message, { cause });
  }
}

function pairOf(metric: MetricConfig, all: Static<typeof Line>['metrics'], stepMs: number): PairData {
  const pair = Object.hasOwn(all, metric.name) ? all[metric.name] : undefined;
  if (pair === undefined) throw new BadInputError(`metrics.${metric.name}`, 'is missing');
  const side = (name: 'control' | 'candidate'): SideData =>
    sideOf(metric.kind, pair[name], { field: `metrics.${metric.name}.${name}`, stepMs });
  return { kind: metric.kind, control: side('control'), candidate: side('candidate') } as PairData;
}

function sideOf(
  kind: MetricConfig['kind'],
  side: unknown,
  { field, stepMs }: { readonly field: string; readonly stepMs: number },
): SideData {
  if (kind === 'gauge' && isSide.gauge.Check(side)) return { kind, values: valuesOf(side) };
  if (kind === 'ratio' && isSide.ratio.Check(side)) return { kind, bad: valuesOf(side.bad), total: valuesOf(side.total) };
  if (kind === 'count' && isSide.count.Check(side)) {
    const events = valuesOf(side.events);
    const seconds = stepMs / 1000;
    return {
      kind,
      events,
      exposure: side.exposure ? valuesOf(side.exposure) : events.map((value) => (Number.isNaN(value) ? value : seconds)),
    };
  }
  if (kind === 'histogram' && isSide.histogram.Check(side)) {
    const bounds = side.bounds.map((bound) => (bound === '+Inf' ? Number.POSITIVE_INFINITY : bound));
    if (bounds.at(-1) !== Number.POSITIVE_INFINITY) bounds.push(Number.POSITIVE_INFINITY);
    if (bounds.some((bound, i) => i > 0 && bound <= bounds[i - 1]!)) throw new BadInputError(`${field}.bounds`, 'must ascend');
    if (bounds.length !== side.counts.length)
      throw new BadInputError(
        `${field}.counts`,
        `has ${side.counts.length} rows for ${bounds.length} buckets, the one up to +Inf included`,
      );
    return { kind, bounds: Float64Array.from(bounds), counts: side.counts.map(valuesOf) };
  }
  throw new BadInputError(field, `is not the data of a ${kind}`);
}

function valuesOf(values: Static<typeof Values>): Float64Array {
  return Float64Array.from(values, (value) => value ?? Number.NaN);
}

function assertSteps(metric: string, { control, candidate }: PairData, steps: number): void {
  for (const [side, data] of Object.entries({ control, candidate })) {
    for (const values of seriesOf(data)) {
      if (values.length !== steps)
        throw new BadInputError(`metrics.${metric}.${side}`, `has ${values.length} steps where the first series has ${steps}`);
      if (data.kind !== 'gauge' && values.some((value) => value < 0))
        throw new BadInputError(`metrics.${metric}.${side}`, 'has a negative number of events');
    }
  }
  if (steps === 0) throw new BadInputError(`metrics.${metric}`, 'has no steps');
}

/** Every series of one side. */
export function seriesOf(data: SideData): readonly Float64Array[] {
  switch (data.kind) {
    case 'gauge':
      return [data.values];
    case 'ratio':
      return [data.bad, data.total];
    case 'count':
      return [data.events, data.exposure];
    case 'histogram':
      return data.counts;
  }
}

function stepsOf(data: SideData): number {
  return seriesOf(data)[0]!.length;
}
