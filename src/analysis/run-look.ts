import type { SerinusError } from '../errors.ts';
import { judgeLook } from '../judging/judge-look.ts';
import type { JudgeRegistry } from '../judging/judge-registry.ts';
import type { Analysis, Look, LookTrigger } from '../model/analysis.ts';
import type { AnalysisConfig } from '../model/config.ts';
import { sampleCount } from '../model/time-series.ts';
import type { PairReader } from './comparison/comparison-records.ts';
import { type FactsReader, readinessFacts } from './comparison/readiness-facts.ts';
import { resolveConfig } from './config/resolve-config.ts';
import { emptyRecords, fetchRecords } from './fetch-records.ts';
import type { AnalysisLimits } from './limits.ts';
import { lookWindow } from './look-window.ts';
import type { ChannelRule } from './outbox/channel-rule.ts';
import { messagesOfLook } from './outbox/messages.ts';
import type { Clock } from './ports/clock.ts';
import type { MetricSource } from './ports/metric-source.ts';
import type { AnalysisProgress, Store } from './ports/store.ts';
import { nextSlot } from './slots.ts';

export interface LookDeps {
  readonly store: Store;
  /** The source of that name, or why there is none. */
  readonly sourceOf: (name: string) => MetricSource | SerinusError;
  /** Where pairs of answers are counted, of a server that takes them in; default nowhere. */
  readonly pairs?: PairReader & FactsReader;
  readonly judges: JudgeRegistry;
  readonly clock: Clock;
  /** Who is told of looks and of what they change; default nobody. */
  readonly channels?: readonly ChannelRule[];
  /** How much a look may get from its source; default anything. */
  readonly limits?: AnalysisLimits;
  /** Watches the looks; default nothing. */
  readonly aroundLook?: AroundLook;
}

/** Put around the making of each look, from before its first query until it is stored or has failed; it returns what `make` returns. */
export type AroundLook = (request: LookRequest, make: () => Promise<Look | undefined>) => Promise<Look | undefined>;

export interface LookRequest {
  /** Running, and as the store has it now. */
  readonly analysis: Analysis;
  /** Later than the analysis' latest slot. */
  readonly slotMs: number;
  readonly trigger: LookTrigger;
  readonly signal: AbortSignal;
}

/**
 * One look at one moment, from the source to the store. Looks of one analysis must not run side by side; should two ever do
 * (another process), the store keeps the first and this returns undefined.
 *
 * @throws {StoreError}; the signal's reason when aborted: nothing is stored then, and the slot stays due.
 */
export async function runLook(deps: LookDeps, request: LookRequest): Promise<Look | undefined> {
  const make = (): Promise<Look | undefined> => makeLook(deps, request);
  return deps.aroundLook === undefined ? make() : deps.aroundLook(request, make);
}

async function makeLook(deps: LookDeps, { analysis, slotMs, trigger, signal }: LookRequest): Promise<Look | undefined> {
  const { store, clock, judges } = deps;
  const startedAtMs = clock.now();
  const config = resolveConfig(analysis.config, judges);
  const window = lookWindow(config, analysis.startMs, slotMs);
  const records =
    sampleCount(window) === 0
      ? emptyRecords(config)
      : await fetchRecords({
          ...{ config, scopes: analysis, window, signal },
          ...{ source: deps.sourceOf(config.source), pairs: deps.pairs, limits: deps.limits },
        });
  const source = deps.sourceOf(config.source);
  const facts = await readinessFacts({ config, analysis, window, source, pairs: deps.pairs, signal });
  signal.throwIfAborted();
  const decision = judgeLook({
    config,
    judges,
    records,
    elapsedMs: slotMs - analysis.startMs,
    noiseProfiles: analysis.noiseProfiles,
    facts,
  });
  const look: Look = {
    ...decision,
    analysisId: analysis.id,
    slotMs,
    number: analysis.looks + 1,
    trigger,
    startedAtMs,
    finishedAtMs: clock.now(),
    configHash: analysis.configHash,
    window,
    ...(facts && { facts }),
  };
  const messages = messagesOfLook(deps.channels ?? [], analysis, look);
  const saved = await store.saveLook(look, records, progressAfter(config, analysis, look), messages);
  return saved ? look : undefined;
}

function progressAfter(config: AnalysisConfig, analysis: Analysis, look: Look): AnalysisProgress {
  // A look asked for between two slots does not move the schedule.
  const scheduled = Math.max(look.slotMs, (analysis.nextSlotMs ?? 0) - 1);
  return {
    status: look.final ? 'finished' : 'running',
    verdict: look.verdict,
    score: look.score,
    reason: look.reason,
    lastSlotMs: look.slotMs,
    nextSlotMs: look.final ? null : nextSlot(config, analysis.startMs, scheduled),
    looks: look.number,
    endedAtMs: look.final ? look.finishedAtMs : null,
  };
}
