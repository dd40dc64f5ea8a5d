import type { ComparisonConfig } from '../../model/comparison-config.ts';
import type { AnswerPair } from '../answer-pair.ts';
import type { DetailTally, StepTally, Timed } from '../tally.ts';

/** What a reviewer may say of a pair. */
export type ReportMark = 'candidate-better' | 'control-better' | 'both-fine' | 'noise';

/** A pair kept for review, redacted. */
export interface ReportSample {
  readonly atMs: number;
  readonly pair: AnswerPair;
  /** The lowest of its comparators, null where none has such a scale. */
  readonly similarity: number | null;
  readonly segment: string | null;
  readonly differences: readonly {
    readonly comparator: string;
    readonly field: string;
    readonly type: string;
    readonly category?: string;
  }[];
  readonly review?: { readonly mark: ReportMark };
}

/** All that a report is made of: nothing else is read. */
export interface ReportInput {
  /** Name of the config, and of the candidate whose pairs they are. */
  readonly config: string;
  readonly candidate: string;
  readonly fromMs: number;
  /** Not included. */
  readonly toMs: number;
  readonly comparison: Pick<ComparisonConfig, 'bands' | 'suspiciousZero' | 'heartbeat' | 'segment'>;
  /**
   * In time order. Neighbours may have been merged beforehand (a minute's steps into hours) where the range is long; 20 or more are needed
   * to see how much the rate wanders by itself.
   */
  readonly steps: readonly Timed<StepTally>[];
  /** Any number, merged as one likes. */
  readonly details: readonly Timed<DetailTally>[];
  /** Divergent pairs, the least similar first; a few are shown. */
  readonly samples: readonly ReportSample[];
  readonly sampleCounts: { readonly stored: number; readonly marks: Readonly<Record<ReportMark, number>> };
  /** Error level of each limit of an interval, in (0, 0.5). */
  readonly alpha: number;
}
