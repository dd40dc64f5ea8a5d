import type { MetricDocument } from '../../model/config-document.ts';
import { countedEvents } from './counted-events.ts';
import type { Note } from './imported.ts';
import type { OpensloIndicatorSpec, OpensloMetricSource, OpensloObjective, OpensloSlo } from './openslo-document.ts';
import { withSideMatchers } from './side-matchers.ts';

export interface SloContext {
  readonly spec: OpensloSlo['spec'];
  readonly indicator: OpensloIndicatorSpec;
  /** Type of the data source of that name. */
  readonly typeOf: (dataSource: string) => string | undefined;
}

type Part<K extends MetricDocument['kind']> = Omit<Extract<MetricDocument, { kind: K }>, 'name'>;
type Carried = Part<'ratio'> | Part<'gauge'>;

const OBJECTIVE_FIELDS = ['displayName', 'op', 'value', 'target', 'targetPercent', 'timeSliceTarget'];
const OPERATORS = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

/** An SLO as a metric with an objective, without its name; or why it cannot be one. */
export function opensloMetric(context: SloContext, note: Note): Carried | { readonly problem: string } {
  const { ratioMetric, thresholdMetric } = context.indicator;
  if (ratioMetric !== undefined) return ratioMetric.raw ? rawRatio(context, note) : ratio(context, note);
  if (thresholdMetric !== undefined) return threshold(context, note);
  return { problem: 'its indicator has neither a ratioMetric nor a thresholdMetric' };
}

function ratio({ spec, indicator, typeOf }: SloContext, note: Note): Carried | { readonly problem: string } {
  const { good, bad, total, counter: isCounter = false } = indicator.ratioMetric!;
  const limit = failureLimit(spec, note);
  if ('problem' in limit) return limit;
  const events = (part: 'good' | 'bad' | 'total', source: OpensloMetricSource | undefined): string | { readonly problem: string } => {
    const query = promqlOf(source, typeOf);
    if (query === undefined || typeof query === 'object') return query ?? { problem: `has no ${part}` };
    const counted = countedEvents(query, { isCounter });
    const sided = counted && withSideMatchers(counted.query);
    if (!sided) return { problem: `it cannot be told how many events the query of ${part} counts in a step: ${query}` };
    if (counted.remark) note(`indicator.ratioMetric.${part}`, counted.remark);
    return sided;
  };
  const all = events('total', total?.metricSource);
  const counted = bad
    ? events('bad', bad.metricSource)
    : good
      ? events('good', good.metricSource)
      : { problem: 'has neither good nor bad events' };
  if (typeof all === 'object') return all;
  if (typeof counted === 'object') return counted;
  return {
    kind: 'ratio',
    // Increases are extrapolated: their difference can fall below 0 by a rounding error. Where no series is good, all events are bad:
    // a difference with nothing would be nothing, which for bad events means none.
    bad: bad ? counted : `clamp_min((${all}) - ((${counted}) or (${all}) * 0), 0)`,
    total: all,
    slo: { op: '<=', value: limit.value },
  };
}

function rawRatio({ spec, indicator, typeOf }: SloContext, note: Note): Carried | { readonly problem: string } {
  const { raw, rawType } = indicator.ratioMetric!;
  if (rawType === undefined) return { problem: 'indicator.ratioMetric.raw needs a rawType' };
  const limit = failureLimit(spec, note);
  if ('problem' in limit) return limit;
  const query = sidedPromql(raw!.metricSource, typeOf);
  if (typeof query === 'object') return query;
  return rawType === 'failure'
    ? { kind: 'gauge', direction: 'increase', query, slo: { op: '<=', value: limit.value } }
    : { kind: 'gauge', direction: 'decrease', query, slo: { op: '>=', value: rounded(1 - limit.value) } };
}

function threshold({ spec, indicator, typeOf }: SloContext, note: Note): Carried | { readonly problem: string } {
  const isUpper = spec.objectives[0]?.op?.startsWith('l');
  if (spec.objectives.some(({ op }) => op?.startsWith('l') !== isUpper))
    return { problem: 'the objectives of a thresholdMetric need op, all on the same side' };
  // Targets are not carried over: which of several objectives is the strictest, the value alone says.
  const objective = firstOf(
    spec.objectives.toSorted((a, b) => ((a.value ?? 0) - (b.value ?? 0)) * (isUpper ? 1 : -1)),
    note,
  );
  const { op, value } = objective;
  if (op === undefined || value === undefined) return { problem: 'the objective of a thresholdMetric needs op and value' };
  const query = sidedPromql(indicator.thresholdMetric!.metricSource, typeOf);
  if (typeof query === 'object') return query;
  if (targetOf(objective) !== undefined)
    note(
      'objectives.target',
      `${targetOf(objective)} of the time is not carried over: the candidate's level as a whole is held against ${value}`,
    );
  return { kind: 'gauge', direction: op.startsWith('l') ? 'increase' : 'decrease', query, slo: { op: OPERATORS[op], value } };
}

/** The share of events that may fail. */
function failureLimit(spec: OpensloSlo['spec'], note: Note): { readonly value: number } | { readonly problem: string } {
  const objective = strictest(spec.objectives, note);
  const isSliced = spec.budgetingMethod === 'Timeslices';
  const target = isSliced ? objective.timeSliceTarget : targetOf(objective);
  if (target === undefined) return { problem: `its objective has no ${isSliced ? 'timeSliceTarget' : 'target'}` };
  if (isSliced) note('objectives.target', 'is not carried over: the timeSliceTarget is held over the whole analysis');
  else if (spec.budgetingMethod === 'RatioTimeslices')
    note('budgetingMethod', 'RatioTimeslices is not carried over: every event counts the same');
  return { value: rounded(1 - target) };
}

/** Of several objectives of one indicator the one with the highest target. */
function strictest(objectives: readonly OpensloObjective[], note: Note): OpensloObjective {
  return firstOf(
    objectives.toSorted((a, b) => (targetOf(b) ?? 0) - (targetOf(a) ?? 0)),
    note,
  );
}

/** The first, with a note for each that is left. */
function firstOf([first, ...others]: readonly OpensloObjective[], note: Note): OpensloObjective {
  for (const { displayName, ...other } of others)
    note('objectives', `${displayName ?? JSON.stringify(other)} is not carried over: a metric has one objective, the strictest`);
  for (const key of Object.keys(first!)) if (!OBJECTIVE_FIELDS.includes(key)) note(`objectives.${key}`, 'is not carried over');
  return first!;
}

function targetOf({ target, targetPercent }: OpensloObjective): number | undefined {
  return target ?? (targetPercent === undefined ? undefined : rounded(targetPercent / 100));
}

function sidedPromql(source: OpensloMetricSource, typeOf: SloContext['typeOf']): string | { readonly problem: string } {
  const query = promqlOf(source, typeOf);
  if (typeof query === 'object') return query;
  return (query && withSideMatchers(query)) ?? { problem: `its query has no selector to put the sides' labels into: ${query}` };
}

function promqlOf(
  source: OpensloMetricSource | undefined,
  typeOf: SloContext['typeOf'],
): string | undefined | { readonly problem: string } {
  if (source === undefined) return undefined;
  const type = source.type ?? (source.metricSourceRef === undefined ? undefined : typeOf(source.metricSourceRef));
  if (type !== undefined && type.toLowerCase() !== 'prometheus')
    return { problem: `its source is of type ${type}, and only Prometheus can be carried over` };
  const query = source.spec.query ?? source.spec.promql;
  return query?.trim() || { problem: 'its metricSource has no query' };
}

/** Decimals as they were meant: 1 - 0.999 is 0.001. */
function rounded(value: number): number {
  return Number(value.toFixed(12));
}
