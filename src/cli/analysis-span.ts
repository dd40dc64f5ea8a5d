import { type Moment, momentMs } from './flags.ts';
import { UsageError } from './usage-error.ts';

export interface SpanFlags {
  readonly start?: Moment;
  readonly end?: Moment;
  readonly fromFile?: string;
  readonly once?: boolean;
}

/** Which stretch of time is judged: `live` goes on with the clock, `past` is data that is there already. */
export type AnalysisSpan =
  | { readonly kind: 'live'; readonly startMs: number }
  | { readonly kind: 'past'; readonly startMs: number; readonly endMs: number };

/**
 * The stretch that the flags mean. Without --start a recorded file is judged whole and a live analysis begins now.
 * @param recorded times of the first and the last recorded sample; undefined without --from-file.
 * @throws {UsageError} flags that leave no time to judge.
 */
export function analysisSpan(
  flags: SpanFlags,
  nowMs: number,
  recorded: { readonly firstMs: number; readonly lastMs: number; readonly stepMs: number; readonly delayMs: number } | undefined,
): AnalysisSpan {
  const given = { start: flags.start && momentMs(flags.start, nowMs), end: flags.end && momentMs(flags.end, nowMs) };
  if (recorded !== undefined) {
    // A sample speaks of the step that ends at its time, and is looked at once the delay is over.
    return past(given.start ?? recorded.firstMs - recorded.stepMs, given.end ?? recorded.lastMs + recorded.delayMs);
  }
  if (given.end !== undefined) {
    if (given.start === undefined) throw new UsageError('--end needs --start: past data is judged from a moment on');
    if (given.end > nowMs) throw new UsageError(`--end ${instant(given.end)} is yet to come`);
    return past(given.start, given.end);
  }
  if (flags.once) {
    if (given.start === undefined) throw new UsageError('--once needs --start or --from-file: a look at no past data says nothing');
    return past(given.start, nowMs);
  }
  if (given.start !== undefined && given.start > nowMs) throw new UsageError(`--start ${instant(given.start)} is yet to come`);
  return { kind: 'live', startMs: given.start ?? nowMs };
}

function past(startMs: number, endMs: number): AnalysisSpan {
  if (startMs >= endMs) throw new UsageError(`the start ${instant(startMs)} is not before the end ${instant(endMs)}`);
  return { kind: 'past', startMs, endMs };
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
