import { formatDuration } from '../model/duration.ts';
import type { MetricRecord } from '../model/metric-record.ts';

/** For so long at the end of the window the source could not have samples yet, >= 0: its clock is behind ours. Nobody is silent for that. */
export function behindMs({ sourceAheadMs = 0 }: MetricRecord): number {
  return Math.max(0, -sourceAheadMs);
}

/** What there is to say of the source's clock, once a look: nothing decides by it, but times and data do not belong together. */
export function clockReasons(records: readonly MetricRecord[]): readonly string[] {
  const differences = records.flatMap(({ sourceAheadMs }) => (sourceAheadMs === undefined ? [] : [sourceAheadMs]));
  return [...new Set(differences)].map((aheadMs) =>
    aheadMs < 0
      ? `the source's clock is ${formatDuration(-aheadMs)} behind this server's: it has no samples yet of so long a time before the look`
      : `the source's clock is ${formatDuration(aheadMs)} ahead of this server's: samples are so much older than their times say`,
  );
}
