/** How large an analysis may be, each 1 or more. */
export interface AnalysisLimits {
  /** Metrics of a config. */
  readonly metrics: number;
  /** Series that a look gets from its source. */
  readonly series: number;
  /** Points of these series together; one takes eight bytes while the look is judged. */
  readonly points: number;
}
