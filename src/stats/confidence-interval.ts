/** Two one-sided confidence limits, each with its own chance `alpha` of being wrong: together a 1 - 2 alpha interval. */
export interface ConfidenceInterval {
  /** In (0, 0.5). */
  readonly alpha: number;
  /** -Infinity where nothing bounds it. */
  readonly lower: number;
  /** >= lower; Infinity where nothing bounds it. */
  readonly upper: number;
}

export interface IntervalEstimate {
  readonly estimate: number;
  /** One for each alpha asked for, in that order. Every interval holds the estimate. */
  readonly intervals: readonly ConfidenceInterval[];
}

/** @throws {RangeError} a level is outside (0, 0.5). */
export function assertLevels(alphas: readonly number[]): void {
  for (const alpha of alphas) if (!(alpha > 0 && alpha < 0.5)) throw new RangeError(`error level ${alpha} is outside (0, 0.5)`);
}
