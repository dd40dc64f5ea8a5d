import type { ReportAction } from '../comparison/report/divergence-report.ts';
import { SerinusError } from '../errors.ts';
import type { Verdict } from '../model/verdict.ts';

/** Every exit status of the command line. 64 to 70 are those of sysexits.h. */
export const EXIT = {
  /** The command did what it was asked; for a verdict: promote. */
  success: 0,
  /** `demo`: a verdict was not the expected one. `calibrate`: nothing was learnt. */
  unexpected: 1,
  rollback: 10,
  /** Neither proven yet, or nothing could be said. */
  continue: 11,
  /** A wrong command, flag or value. */
  usage: 64,
  /** A config or an input line that cannot be used. */
  badData: 65,
  /** A source, a store or a server does not answer, or a port is taken. */
  unavailable: 69,
  internal: 70,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const OF_VERDICT = { promote: EXIT.success, rollback: EXIT.rollback, continue: EXIT.continue } as const satisfies Record<Verdict, ExitCode>;

export function exitCodeOfVerdict(verdict: Verdict): ExitCode {
  return OF_VERDICT[verdict];
}

const OF_REPORT = {
  'roll-out': EXIT.success,
  'collect-more': EXIT.continue,
  investigate: EXIT.continue,
  'do-not-roll-out': EXIT.rollback,
} as const satisfies Record<ReportAction, ExitCode>;

/** As a verdict would be: only what is proven safe lets a pipeline go on. */
export function exitCodeOfReport(action: ReportAction): ExitCode {
  return OF_REPORT[action];
}

/** By the stable code of the errors thrown on purpose; whatever else is thrown is a fault of ours. */
export function exitCodeOfError(error: unknown): ExitCode {
  if (!(error instanceof SerinusError)) return EXIT.internal;
  if (error.code.startsWith('STORE_')) return EXIT.unavailable;
  return OF_ERROR[error.code] ?? EXIT.internal;
}

const OF_ERROR: Readonly<Record<string, ExitCode>> = {
  USAGE: EXIT.usage,
  BAD_INPUT: EXIT.usage,
  NOT_FOUND: EXIT.usage,
  SERIES_REMOVED: EXIT.usage,
  BAD_CONFIG: EXIT.badData,
  BAD_JUDGE: EXIT.badData,
  BAD_COMPARATOR: EXIT.badData,
  BAD_SETTINGS: EXIT.badData,
  METRIC_DATA: EXIT.badData,
  SOURCE_FAILED: EXIT.unavailable,
  CANNOT_LISTEN: EXIT.unavailable,
  SERVER_UNREACHABLE: EXIT.unavailable,
};
