import { SerinusError } from '../errors.ts';
import type { TimeSeries } from '../model/time-series.ts';
import type { AnalysisLimits } from './limits.ts';

/** Counts what a look gets from its source, so that no query can fill the memory. */
export interface LookTally {
  /** @throws {SerinusError} LIMIT_EXCEEDED: with these it is too much, or was before. */
  add(series: readonly TimeSeries[]): void;
  /** That it was too much; the same whichever reply came last. */
  excess(): SerinusError | undefined;
}

export function lookTally(limits: AnalysisLimits): LookTally {
  let [series, points] = [0, 0];
  const excess = (): SerinusError | undefined => {
    const limit = series > limits.series ? 'series' : points > limits.points ? 'points' : undefined;
    if (limit === undefined) return undefined;
    return new SerinusError(
      'LIMIT_EXCEEDED',
      422,
      `the queries of this look give more than ${limits[limit]} ${limit}, which is limits.${limit} of the settings`,
    );
  };
  return {
    add(more) {
      series += more.length;
      for (const { values } of more) points += values.length;
      const error = excess();
      if (error !== undefined) throw error;
    },
    excess,
  };
}
