import type { JudgeRegistry } from '../../judging/judge-registry.ts';
import type { Scope } from '../../model/analysis.ts';
import type { AnalysisConfig } from '../../model/config.ts';
import type { NoiseProfile } from '../../model/noise-profile.ts';
import type { MetricSource } from '../ports/metric-source.ts';
import type { SideDifference } from './learn-noise.ts';
import type { ReplayReport } from './replay-report.ts';
import type { InstanceCounts } from './scale-noise.ts';

/** Two sides that ran the same version: the control's instances in two halves, or two scopes in a stretch without a release. */
export type SameVersion =
  | {
      readonly kind: 'halves';
      /** The label that tells instances apart. */
      readonly label: string;
      readonly control: Scope;
      /** How many there will be in a release. */
      readonly instances: InstanceCounts;
    }
  | { readonly kind: 'scopes'; readonly control: Scope; readonly candidate: Scope };

export interface CalibrationRequest {
  readonly config: AnalysisConfig;
  readonly judges: JudgeRegistry;
  readonly source: MetricSource;
  readonly sides: SameVersion;
  /** Unix milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Known deploys and restarts, Unix milliseconds. */
  readonly cutsMs: readonly number[];
  readonly onProgress: (progress: CalibrationProgress) => void;
  readonly signal: AbortSignal;
}

export interface CalibrationProgress {
  readonly doing: 'asking' | 'replaying';
  readonly done: number;
  readonly total: number;
}

export interface MetricCalibration {
  readonly metric: string;
  readonly kind: string;
  /** Usable steps and stretches of the history. */
  readonly steps: number;
  readonly segments: number;
  /** Robust standard deviation of a step's contrast as a release has it, and steps that are worth one independent one over 30; with a profile. */
  readonly stepDeviation?: number;
  readonly stepsPerIndependent?: number;
  /** Why there is no profile; a clause. */
  readonly refusal?: string;
  readonly difference?: SideDifference;
}

/** What a calibration found: all of it plain data. */
export interface Calibration {
  readonly config: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  /** Names in each half, and how much the variance was multiplied for the instances of a release. */
  readonly halves?: { readonly control: readonly string[]; readonly candidate: readonly string[]; readonly varianceFactor: number };
  readonly metrics: readonly MetricCalibration[];
  /** Absent when the history is too short for any release. */
  readonly replay?: ReplayReport;
  /** What to change in the config, in sentences. */
  readonly advice: readonly string[];
  readonly profiles: readonly NoiseProfile[];
}
