import type { Analysis, AnalysisStatus, Look } from '../../model/analysis.ts';
import type { Mode } from '../../model/config.ts';
import type { Verdict } from '../../model/verdict.ts';

/**
 * What people and programs are told of: the verdict has become another one (`promote`, `rollback`, `continue`), the analysis has ended
 * with the verdict it had (`ended`), or somebody has ended it (`cancelled`).
 */
export const CHANGES = ['promote', 'rollback', 'continue', 'ended', 'cancelled'] as const;
export type Change = (typeof CHANGES)[number];

/** A change as it is stored and sent. The webhook's body is made of it: a field once here stays. */
export type AnalysisChange = {
  readonly change: Change;
  readonly analysis: string;
  readonly config: string;
  readonly mode: Mode;
  readonly control: Readonly<Record<string, string>>;
  readonly candidate: Readonly<Record<string, string>>;
  readonly verdict: Verdict;
  /** The verdict before; `continue` before the first look. */
  readonly verdictBefore: Verdict;
  readonly status: AnalysisStatus;
  /** 0 to 100; null when it cannot be said. */
  readonly score: number | null;
  readonly reason: string;
  /** All reasons of the look, the deciding one first; of a cancellation only that. */
  readonly reasons: readonly string[];
  readonly looks: number;
  /** When the candidate began to serve. */
  readonly startMs: number;
  /** The slot of the look, or the moment of the cancellation. */
  readonly atMs: number;
};

/** What the look changes of its analysis, as it was before; undefined when that is nothing to tell of. */
export function changeOfLook(before: Analysis, look: Look): AnalysisChange | undefined {
  const change = look.verdict !== before.verdict ? look.verdict : look.final ? 'ended' : undefined;
  if (change === undefined) return undefined;
  return {
    ...headOf(before),
    change,
    verdict: look.verdict,
    status: look.final ? 'finished' : 'running',
    score: look.score,
    reason: look.reason,
    reasons: look.reasons,
    looks: look.number,
    atMs: look.slotMs,
  };
}

/** What a cancellation changes: the verdict and the score stay what they were. */
export function changeOfCancellation(before: Analysis, { reason, endedAtMs }: Cancellation): AnalysisChange {
  const { verdict, score, looks } = before;
  const change = { change: 'cancelled', status: 'cancelled', verdict, score, looks } as const;
  return { ...headOf(before), ...change, reason, reasons: [reason], atMs: endedAtMs };
}

export interface Cancellation {
  readonly reason: string;
  readonly endedAtMs: number;
}

type Head = 'analysis' | 'config' | 'mode' | 'control' | 'candidate' | 'verdictBefore' | 'startMs';

function headOf({ id, configName, config, control, candidate, verdict, startMs }: Analysis): Pick<AnalysisChange, Head> {
  return { analysis: id, config: configName, mode: config.spec.mode ?? 'canary', control, candidate, verdictBefore: verdict, startMs };
}
