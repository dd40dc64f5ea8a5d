import type { PairData } from './metric-data.ts';
import type { Labels } from './time-series.ts';

/** What was fetched for one pair of a metric at one look: what the judge saw, and all that is needed to judge it again. */
export interface MetricRecord {
  readonly metric: string;
  /** Labels of the pair when paired by labels; empty otherwise. */
  readonly labels: Labels;
  /** The pair, or why there is none. A failure of the source is kept like data: the look is judged again with it. */
  readonly outcome:
    | { readonly kind: 'data'; readonly data: PairData }
    | { readonly kind: 'failure'; readonly code: string; readonly message: string };
  /** Final query texts by part. */
  readonly queries: { readonly control: Readonly<Record<string, string>>; readonly candidate: Readonly<Record<string, string>> };
  readonly warnings: readonly string[];
  /** The source said that its answer lacks data: the metric cannot pass. */
  readonly isPartial?: true;
  /** Why what was measured may not be what it seems, a clause each: the metric cannot pass. Absent when there is no doubt. */
  readonly doubts?: readonly string[];
  /** What the source said before and no longer says, a clause a side and part: earlier looks judged something else. */
  readonly changedPast?: readonly string[];
  /** The source's clock was so far ahead of ours, or behind it when negative; absent when the two agree well enough. */
  readonly sourceAheadMs?: number;
}
