import { formatDuration } from '../model/duration.ts';
import type { MetricRecord } from '../model/metric-record.ts';
import type { Fact, ReadinessConfig, ReadinessFacts, ReadinessItem, ReadinessName } from '../model/readiness.ts';
import type { MetricResult } from '../model/verdict.ts';
import { latencyRatio } from './latency-ratio.ts';

export interface ReadinessInput {
  readonly elapsedMs: number;
  /** Gathered at the look; absent where nothing gathers them, as when series from a file are judged. */
  readonly facts?: ReadinessFacts | undefined;
  /** Results of the metrics that measure divergence. */
  readonly divergences: readonly MetricResult[];
  /** Records of the metrics that measure latency. */
  readonly latencies: readonly MetricRecord[];
}

type State = ReadinessItem['state'];
const NOT_GATHERED = { unknown: 'nothing was gathered here' } as const;

/** Each item that is asked for, in one order: met, not met, or unknown, which is not met either. */
export function readiness(
  asked: ReadinessConfig,
  { elapsedMs, facts = {}, divergences, latencies }: ReadinessInput,
): readonly ReadinessItem[] {
  const items: ReadinessItem[] = [];
  const add = (item: ReadinessName, state: State, reason: string, numbers: Partial<Pick<ReadinessItem, 'value' | 'limit'>> = {}): void => {
    items.push({ item, state, reason, value: null, limit: null, ...numbers });
  };
  const addFact = (item: ReadinessName, fact: Fact<number> | undefined, of: NumberItem): void => {
    const known = fact ?? NOT_GATHERED;
    if ('unknown' in known) add(item, 'unknown', `${of.what} not known: ${known.unknown}`, { limit: of.limit });
    else
      add(item, of.isMet(known.value) ? 'met' : 'not-met', `${of.what} ${of.say(known.value)}, ${of.wanted}`, {
        value: known.value,
        limit: of.limit,
      });
  };

  const { minDurationMs, timeBoxMs, maxDivergence, minSamples, minReviewed, restarts, utilisation } = asked;
  if (minDurationMs !== undefined)
    add(
      'minDuration',
      elapsedMs >= minDurationMs ? 'met' : 'not-met',
      `has run for ${minutes(elapsedMs)} of ${formatDuration(minDurationMs)}`,
      {
        value: elapsedMs,
        limit: minDurationMs,
      },
    );
  if (timeBoxMs !== undefined)
    add(
      'timeBox',
      elapsedMs <= timeBoxMs ? 'met' : 'not-met',
      `has run for ${minutes(elapsedMs)}, at most ${formatDuration(timeBoxMs)} is planned`,
      {
        value: elapsedMs,
        limit: timeBoxMs,
      },
    );
  if (maxDivergence !== undefined) items.push(divergenceItem(maxDivergence, divergences));
  if (asked.latencyRatio !== undefined) items.push(latencyItem(asked.latencyRatio, latencies));
  if (asked.noSystematicPattern) items.push(patternItem(facts.patterns ?? NOT_GATHERED));
  if (minSamples !== undefined)
    addFact('minSamples', facts.samples, {
      ...{ what: 'pairs compared:', limit: minSamples, say: String, wanted: `${minSamples} are needed` },
      isMet: (value) => value >= minSamples,
    });
  if (minReviewed !== undefined)
    addFact('minReviewed', facts.reviewed, {
      ...{ what: 'samples reviewed:', limit: minReviewed, say: String, wanted: `${minReviewed} are needed` },
      isMet: (value) => value >= minReviewed,
    });
  if (restarts !== undefined)
    addFact('restarts', facts.restarts, {
      ...{ what: 'restarts of the candidate:', limit: restarts.max, say: number, wanted: `at most ${restarts.max}` },
      isMet: (value) => value <= restarts.max,
    });
  if (utilisation !== undefined)
    addFact('utilisation', facts.utilisation, {
      ...{ what: 'highest utilisation of the candidate:', limit: utilisation.below, say: number, wanted: `below ${utilisation.below}` },
      isMet: (value) => value < utilisation.below,
    });
  if (asked.rollbackPlan !== undefined) add('rollbackPlan', 'met', `the way back: ${asked.rollbackPlan}`);
  return items;
}

interface NumberItem {
  readonly what: string;
  readonly limit: number;
  readonly isMet: (value: number) => boolean;
  readonly say: (value: number) => string;
  readonly wanted: string;
}

/** Of several metrics, and of several segments, the highest upper bound. */
function divergenceItem(limit: number, results: readonly MetricResult[]): ReadinessItem {
  const bounds = results.map(({ classification, effect }) =>
    classification === 'nodata' || classification === 'error' ? null : (effect?.upper ?? null),
  );
  const common = { item: 'maxDivergence', limit } as const;
  if (bounds.length === 0 || bounds.includes(null))
    return {
      ...common,
      state: 'unknown',
      reason: `upper bound of the divergence not known yet, below ${percent(limit)} is wanted`,
      value: null,
    };
  const highest = Math.max(...(bounds as number[]));
  const state = highest < limit ? 'met' : 'not-met';
  return {
    ...common,
    state,
    reason: `upper bound of the divergence: ${percent(highest)}, below ${percent(limit)} is wanted`,
    value: highest,
  };
}

function latencyItem(limit: number, records: readonly MetricRecord[]): ReadinessItem {
  const ratios = records.map((record) => latencyRatio(record));
  const common = { item: 'latencyRatio', limit } as const;
  if (ratios.length === 0 || ratios.includes(undefined))
    return {
      ...common,
      state: 'unknown',
      reason: `latencies of both sides not known yet, a ratio of at most ${limit} is wanted`,
      value: null,
    };
  const highest = Math.max(...(ratios as number[]));
  const state = highest <= limit ? 'met' : 'not-met';
  return {
    ...common,
    state,
    reason: `99th percentile of latency: ${number(highest)} times the control's, at most ${limit} is wanted`,
    value: highest,
  };
}

function patternItem(fact: Fact<readonly string[]>): ReadinessItem {
  const common = { item: 'noSystematicPattern', limit: 0 } as const;
  if ('unknown' in fact) return { ...common, state: 'unknown', reason: `patterns not known: ${fact.unknown}`, value: null };
  const { value } = fact;
  if (value.length === 0) return { ...common, state: 'met', reason: 'no feature of the requests goes with divergence', value: 0 };
  return { ...common, state: 'not-met', reason: `divergence has a pattern: ${value.join('; ')}`, value: value.length };
}

const number = (value: number): string => String(Number(value.toPrecision(3)));
const percent = (rate: number): string => `${number(100 * rate)} %`;
/** To the minute, as far as there is one. */
const minutes = (ms: number): string => formatDuration(ms < 60_000 ? ms : Math.floor(ms / 60_000) * 60_000);
