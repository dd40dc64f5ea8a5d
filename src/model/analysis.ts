import type { ConfigDocument } from './config-document.ts';
import type { NoiseChoice } from './noise-profile.ts';
import type { ReadinessFacts } from './readiness.ts';
import type { TimeWindow } from './time-series.ts';
import type { Decision, Verdict } from './verdict.ts';

/** Values of the config's declared variables for one side. */
export type Scope = Readonly<Record<string, string>>;

export type AnalysisStatus = 'running' | 'finished' | 'cancelled';

/** One candidate against one control under one config, from its start to its end. */
export interface Analysis {
  readonly id: string;
  /** Unique; a second start with the same key is the same analysis. */
  readonly key: string;
  readonly configName: string;
  readonly configHash: string;
  /** The config as it was at the start: later changes of the file do not touch a running analysis. */
  readonly config: ConfigDocument;
  /** What was known of the metrics' noise at the start: later profiles do not touch a running analysis. Absent when nothing was. */
  readonly noiseProfiles?: readonly NoiseChoice[];
  readonly control: Scope;
  readonly candidate: Scope;
  readonly startMs: number;
  readonly createdAtMs: number;
  readonly status: AnalysisStatus;
  /** Verdict of the latest look; `continue` before the first. */
  readonly verdict: Verdict;
  readonly score: number | null;
  readonly reason: string;
  /** Slot of the latest look; null before the first. */
  readonly lastSlotMs: number | null;
  /** When the next look is due; null once finished or cancelled. */
  readonly nextSlotMs: number | null;
  readonly looks: number;
  readonly endedAtMs: number | null;
}

export type LookTrigger = 'schedule' | 'request';

/** One evaluation of an analysis at one moment. (analysisId, slotMs) is unique. */
export interface Look extends Decision {
  readonly analysisId: string;
  /** The moment the look speaks of: it sees data up to slotMs - delay and nothing later. */
  readonly slotMs: number;
  /** 1 for the first look of the analysis. */
  readonly number: number;
  readonly trigger: LookTrigger;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly configHash: string;
  readonly window: TimeWindow;
  /** What the readiness checklist went by beside the metrics; absent when the config has none. */
  readonly facts?: ReadinessFacts;
}
