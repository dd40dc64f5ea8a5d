import { judgeLook } from '../../judging/judge-look.ts';
import type { JudgeRegistry } from '../../judging/judge-registry.ts';
import type { AnalysisConfig } from '../../model/config.ts';
import { slicePair } from '../../model/map-pair.ts';
import type { MetricRecord } from '../../model/metric-record.ts';
import type { NoiseChoice } from '../../model/noise-profile.ts';
import type { Decision } from '../../model/verdict.ts';
import { lookWindow } from '../look-window.ts';
import { nextSlot } from '../slots.ts';
import type { Stretch } from './stretches.ts';

/** A stretch of history taken for a release: every look that it would have had. */
export interface Release {
  readonly config: AnalysisConfig;
  readonly judges: JudgeRegistry;
  /** Of the whole history, whose step 0 is at `firstMs`. */
  readonly records: readonly MetricRecord[];
  readonly firstMs: number;
  /** The first step that the release judges, and the one before which its data end. */
  readonly stretch: Stretch;
  readonly noiseProfiles: readonly NoiseChoice[];
}

/** Steps of data that a release of this config judges at its deadline. */
export function stepsOfRelease({ stepMs, warmUpMs, delayMs, maxDurationMs }: AnalysisConfig): number {
  return Math.floor((maxDurationMs - delayMs) / stepMs) - Math.ceil(warmUpMs / stepMs);
}

export interface ReplayedLook {
  readonly decision: Decision;
  /** From the start of the release. */
  readonly elapsedMs: number;
}

/** The looks of a release, slot by slot, until one is final or the stretch has no more data. Slots without any data yet are left out. */
export function* replayRelease({ config, judges, records, firstMs, stretch, noiseProfiles }: Release): Generator<ReplayedLook> {
  const { stepMs, warmUpMs } = config;
  const startMs = firstMs + (stretch.start - 1) * stepMs - warmUpMs;
  for (let slotMs = nextSlot(config, startMs, startMs); slotMs !== null; slotMs = nextSlot(config, startMs, slotMs)) {
    const window = lookWindow(config, startMs, slotMs);
    const seen = { start: (window.startMs - firstMs) / stepMs, end: (window.endMs - firstMs) / stepMs };
    if (seen.end > stretch.end) return;
    if (seen.end === seen.start) continue;
    const elapsedMs = slotMs - startMs;
    const decision = judgeLook({ config, judges, records: records.map((record) => sliceRecord(record, seen)), elapsedMs, noiseProfiles });
    yield { decision, elapsedMs };
    if (decision.final) return;
  }
}

function sliceRecord(record: MetricRecord, seen: Stretch): MetricRecord {
  if (record.outcome.kind === 'failure') return record;
  return { ...record, outcome: { kind: 'data', data: slicePair(record.outcome.data, seen) } };
}
